// Makes the pictures of the README from the examples: `npm run screenshots`.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const root = resolve(import.meta.dirname, "../..");
const program = ["target/release/dungchung", "target/debug/dungchung"].map((path) => join(root, path)).find(existsSync);
const images = join(root, "docs/images");
const folder = mkdtempSync(join(tmpdir(), "dungchung-screenshots-"));
const common = ["--today", "2026-11-23", "--lang", "vi"];

function dungchung(...options) {
  return spawnSync(program, [...options, ...common], { cwd: root, encoding: "utf8", env: { ...process.env, COLUMNS: "124" } }).stdout;
}

/** What a terminal shows, as a page. */
function terminal(text) {
  const colours = { "31": "#f0776c", "32": "#6fd38b", "33": "#f0b35a", "36": "#6cc7d9", "38;5;1": "#f0776c", "38;5;2": "#6fd38b", "38;5;3": "#f0b35a" };
  const spans = text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/\x1b\[([\d;]*)m/g, (_, code) =>
      code === "" || code === "0" ? "</b></i>" : code === "1" ? "<b>" : `<i style="color:${colours[code] ?? "inherit"}">`,
    );
  return `<!doctype html><meta charset="utf-8"><style>
    body { margin: 0; padding: 16px; background: #11161d; color: #d9e0e8; display: inline-block }
    pre { margin: 0; font: 14px/1.3 "DejaVu Sans Mono", "Noto Sans Mono", monospace } i { font-style: normal }
    </style><pre>${spans}</pre>`;
}

mkdirSync(images, { recursive: true });
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();

const table = join(folder, "terminal.html");
writeFileSync(table, terminal(dungchung("check", "examples/systems", "examples/proposals/mot-cua-xa-quynh-luu.yaml", "--quiet", "--color", "always")));
await page.goto(pathToFileURL(table).href);
await (await page.$("body")).screenshot({ path: join(images, "terminal.png") });

const report = join(folder, "report.html");
dungchung("check", "examples/proposals", "--quiet", "--output", report);
await page.setViewport({ width: 1100, height: 760 });
await page.goto(pathToFileURL(report).href);
await page.screenshot({ path: join(images, "overview.png") });

dungchung("check", "examples/proposals/mot-cua-xa-quynh-luu.yaml", "--quiet", "--output", report);
await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
await page.goto(pathToFileURL(report).href);
await page.$eval(".heat", (table) => table.closest(".t").previousElementSibling.scrollIntoView());
await page.screenshot({ path: join(images, "record.png") });
await browser.close();
