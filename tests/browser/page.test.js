// The HTML report in a real browser: no errors, filtering and sorting, complete without scripts, narrow screens,
// keyboard, accessibility. Runs the program on the examples; see README.md.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const root = resolve(import.meta.dirname, "../..");
const program = [process.env.DUNGCHUNG, join(root, "target/release/dungchung"), join(root, "target/debug/dungchung")].find(
  (path) => path && existsSync(path),
);
const chromium = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path && existsSync(path),
);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "dungchung-browser-"));
let browser;

/** Checks files and gives the address of the page about them. */
function report(name, lang, ...inputs) {
  const page = join(folder, `${name}-${lang}.html`);
  const options = ["check", ...inputs, "--lang", lang, "--today", "2026-11-23", "--fail-on", "never", "--quiet", "--output", page];
  const run = spawnSync(program, options, { cwd: root, encoding: "utf8" });
  // 2: one of the inputs has errors, which the page shows.
  assert.ok([0, 2].includes(run.status), run.stderr);
  return pathToFileURL(page).href;
}

/** A file with `count` records, made from the examples. */
function many(count) {
  const examples = readdirSync(join(root, "examples/proposals")).map((file) => readFileSync(join(root, "examples/proposals", file), "utf8"));
  const documents = Array.from({ length: count }, (_, n) =>
    examples[n % examples.length].replace(/^---\n/m, "").replace(/^id: .*$/m, `id: record-${n}`),
  );
  const file = join(folder, "many.yaml");
  writeFileSync(file, documents.join("\n---\n"));
  return file;
}

/** A page in the browser; fails the test on anything that the console or the network says. */
async function open(address, { width = 1200, scheme = "light", scripts = true, policy = true } = {}) {
  const page = await browser.newPage();
  const said = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => request.url() === address || request.url() === "data:," || said.push(`asked for ${request.url()}`));
  await page.setViewport({ width, height: 800 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setJavaScriptEnabled(scripts);
  await page.setBypassCSP(!policy);
  await page.goto(address);
  assert.deepEqual(said, []);
  return { page, said };
}

const visible = (page, css) => page.$$eval(css, (found) => found.filter((e) => e.checkVisibility()).length);

before(async () => {
  assert.ok(program, "build the program first: cargo build");
  assert.ok(chromium, "no Chromium found; name one with CHROMIUM=…");
  browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"] });
});

after(() => browser?.close());

test("filtering by words, with and without diacritics, and by verdict", async () => {
  const { page, said } = await open(report("examples", "vi", "examples"));
  const all = await visible(page, "#records tbody tr");
  assert.ok(all > 15);
  for (const words of ["một cửa quỳnh lưu", "mot cua quynh luu", "QUYNH-LUU-MOT-CUA"]) {
    await page.$eval("#query", (box) => (box.value = ""));
    await page.type("#query", words);
    assert.equal(await visible(page, "#records tbody tr"), 1, words);
    assert.equal(await visible(page, "article"), 1, words);
    assert.equal(await page.$eval("#shown", (e) => e.textContent), `1 trên ${all} hồ sơ`);
  }
  await page.type("#query", " zzz");
  assert.equal(await visible(page, "#records tbody tr"), 0);
  assert.equal(await visible(page, "#nothing"), 1);
  await page.$eval("#query", (box) => {
    box.value = "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const duplicates = await visible(page, "#records tbody tr[data-v=duplicate]");
  await page.click("#tools input[value=duplicate]");
  assert.equal(await visible(page, "#records tbody tr"), all - duplicates);
  assert.equal(await visible(page, "#records tbody tr[data-v=duplicate]"), 0);
  assert.deepEqual(said, []);
});

test("sorting by mouse and by keyboard", async () => {
  const { page, said } = await open(report("examples", "en", "examples"));
  const column = (n) => page.$$eval("#records tbody tr", (rows, n) => rows.map((r) => r.cells[n].dataset.s ?? r.cells[n].textContent), n);
  const before = await column(3);
  await page.click("#records th:nth-child(4) button");
  const up = (await column(3)).map(Number);
  assert.deepEqual(up, [...before.map(Number)].sort((a, b) => a - b));
  assert.equal(await page.$eval("#records th:nth-child(4)", (th) => th.ariaSort), "ascending");
  await page.focus("#records th:nth-child(4) button");
  await page.keyboard.press("Enter");
  assert.deepEqual((await column(3)).map(Number), up.toReversed());
  await page.click("#records th:nth-child(2) button");
  const names = await column(1);
  assert.deepEqual(names, [...names].sort(new Intl.Collator("en", { numeric: true }).compare));
  await page.click("#records th:nth-child(1) button");
  const verdicts = (await column(0)).map(Number);
  assert.deepEqual(verdicts, [...verdicts].sort((a, b) => a - b));
  assert.deepEqual(said, []);
});

test("complete without scripts", async () => {
  const address = report("examples", "vi", "examples");
  const count = (await open(address).then(({ page }) => page.$$("article"))).length;
  const { page } = await open(address, { scripts: false });
  assert.equal((await page.$$("#records tbody tr")).length, count);
  assert.equal((await page.$$("article:not([hidden])")).length, count);
  const shown = await page.$eval("#tools", (form) => form.hidden).catch(() => true);
  assert.ok(shown, "controls that would do nothing are hidden");
});

test("the first key leads past the head of the page", async () => {
  const { page } = await open(report("examples", "vi", "examples"));
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "list");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "query");
});

test("nothing runs over the edge of a narrow screen", async () => {
  for (const lang of ["vi", "en"]) {
    for (const width of [360, 768]) {
      const { page } = await open(report("examples", lang, "examples", "tests/input/typo.yaml"), { width });
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${lang} ${width}`);
      const wide = await page.$$eval("body *", (all) =>
        all.filter((e) => !e.closest(".t, .skip") && e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 80)),
      );
      assert.deepEqual(wide, [], `${lang} ${width}`);
    }
  }
});

test("accessible in light and dark", async () => {
  for (const [lang, scheme, width] of [["vi", "light", 1200], ["en", "dark", 1200], ["vi", "dark", 360]]) {
    const { page } = await open(report("examples", lang, "examples", "tests/input/typo.yaml"), { scheme, width, policy: false });
    await page.addStyleTag({ content: "article, tr { content-visibility: visible !important }" });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
    const bad = violations.filter((v) => ["serious", "critical"].includes(v.impact));
    assert.deepEqual(bad.map((v) => `${v.id}: ${v.nodes.length}× ${v.nodes[0].html} ${v.nodes[0].failureSummary}`), [], `${lang} ${scheme}`);
  }
});

test("a thousand records", async (t) => {
  const address = report("many", "vi", many(1000));
  const size = statSync(fileURLToPath(address)).size;
  t.diagnostic(`${size} bytes`);
  assert.ok(size < 10_000_000, `${size} bytes`);
  let page;
  for (let n = 0; n < 3; n++) {
    await page?.close();
    page = await browser.newPage();
    const start = performance.now();
    await page.goto(address);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    t.diagnostic(`opened in ${Math.round(performance.now() - start)} ms`);
  }
  const typed = await page.evaluate(() => {
    const start = performance.now();
    document.getElementById("query").value = "một cửa";
    document.getElementById("query").dispatchEvent(new Event("input", { bubbles: true }));
    document.body.getBoundingClientRect();
    return performance.now() - start;
  });
  t.diagnostic(`filtered in ${Math.round(typed)} ms`);
  const hits = await visible(page, "#records tbody tr");
  assert.ok(hits > 0 && hits < 1000);
});
