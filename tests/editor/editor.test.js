// The files of examples/ and what `init` writes, as yaml-language-server sees them: the first line of each names its
// schema, so a good file has no marks and a mistake has one on its line. See README.md.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

const root = resolve(import.meta.dirname, "../..");
const program = [process.env.DUNGCHUNG, join(root, "target/release/dungchung"), join(root, "target/debug/dungchung")].find(
  (path) => path && existsSync(path),
);
const waiting = new Map();
let server;
let asked = 0;

function send(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function request(method, params) {
  const id = ++asked;
  send({ id, method, params });
  return new Promise((done) => waiting.set(id, done));
}

function received(message) {
  if (message.method === "workspace/configuration") {
    send({ id: message.id, result: message.params.items.map(({ section }) => (section === "yaml" ? { validate: true, schemaStore: { enable: false } } : null)) });
  } else if (message.method && "id" in message) {
    send({ id: message.id, result: null });
  } else if (message.method === "textDocument/publishDiagnostics") {
    waiting.get(message.params.uri)?.(message.params.diagnostics);
  } else if ("id" in message) {
    waiting.get(message.id)?.(message.result);
  }
}

/** What the server marks in a text that would stand beside `path`. */
function marks(path, text = readFileSync(path, "utf8")) {
  // A name of its own, so that no answer is about an earlier text.
  const uri = pathToFileURL(`${path}.${++asked}.yaml`).href;
  const answer = new Promise((done) => waiting.set(uri, done));
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  return answer;
}

before(async () => {
  assert.ok(program, "build the program first: cargo build");
  server = spawn(process.execPath, [join(import.meta.dirname, "node_modules/yaml-language-server/bin/yaml-language-server"), "--stdio"]);
  let read = Buffer.alloc(0);
  server.stdout.on("data", (bytes) => {
    read = Buffer.concat([read, bytes]);
    for (;;) {
      const head = read.indexOf("\r\n\r\n");
      if (head < 0) return;
      const end = head + 4 + Number(/Content-Length: (\d+)/.exec(read.subarray(0, head).toString())[1]);
      if (read.length < end) return;
      const message = JSON.parse(read.subarray(head + 4, end).toString());
      read = read.subarray(end);
      received(message);
    }
  });
  const workspace = { configuration: true, didChangeConfiguration: { dynamicRegistration: true } };
  await request("initialize", { processId: process.pid, rootUri: pathToFileURL(root).href, capabilities: { workspace, textDocument: {} } });
  send({ method: "initialized", params: {} });
});

after(() => server?.kill());

test("examples have no marks", async () => {
  const files = ["proposals", "systems"].flatMap((folder) => readdirSync(join(root, "examples", folder)).map((file) => join(root, "examples", folder, file)));
  assert.ok(files.length > 15);
  for (const file of files) {
    assert.deepEqual(await marks(file), [], file);
  }
});

test("a mistake is marked on its line", async () => {
  const file = join(root, "examples/proposals/mot-cua-xa-quynh-luu.yaml");
  const good = readFileSync(file, "utf8");
  for (const [from, to] of [["functions:", "funtions:"], ["levels: [commune]", "levels: [village]"], ["form: rent", "form: borrow"]]) {
    assert.ok(good.includes(from), from);
    const line = good.slice(0, good.indexOf(from)).split("\n").length - 1;
    const found = await marks(file, good.replace(from, to));
    assert.ok(found.some((mark) => mark.range.start.line === line), `${to}: ${JSON.stringify(found)}`);
  }
});

test("what init writes knows its schema", async () => {
  const folder = mkdtempSync(join(tmpdir(), "dungchung-editor-"));
  for (const kind of ["proposal", "system", "platform", "waiver", "config"]) {
    const file = join(folder, `${kind}.yaml`);
    const run = spawnSync(program, ["init", kind, file, "--name", "Phần mềm", "--owner", "UBND xã"], { cwd: folder, encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    const text = readFileSync(file, "utf8");
    assert.match(text, /^# yaml-language-server: \$schema=\.dungchung\//);
    const found = await marks(file, `${text}\nunknown-key: 1\n`);
    assert.ok(found.some((mark) => mark.message.includes("unknown-key")), `${kind}: ${JSON.stringify(found)}`);
  }
});
