// Prepares a rich report, and looks at a report page in Chromium: see page-in-browser beside it.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const MARKUP = "<img src=x onerror=console.error(1)>";

// One limit that is broken, one name that is markup, and a history whose level moves by a tenth after forty checks.
function prepare(runs, folder) {
  const files = readdirSync(runs, { recursive: true }).filter((name) => name.endsWith(".json"));
  const report = JSON.parse(readFileSync(join(runs, files[0]), "utf8"));
  const called = report.sites.filter((site) => site.kind === "function" && site.contexts.length && site.limits.length);
  const [broken, renamed] = called;
  broken.limits[0].value = 1;
  renamed.path = MARKUP;
  renamed.owner = MARKUP;
  writeFileSync(join(folder, "run.json"), JSON.stringify(report));
  const machine = { processor: "any", cores: 2, opt_level: "3", debug_assertions: false, rustc: "any" };
  const lines = Array.from({ length: 60 }, (_, i) => {
    const value = (i < 40 ? 1000 : 1100) + ((i * 7919) % 13);
    const figure = { site: broken.path, context: broken.contexts[0].context, metric: "time", statistic: "median",
      unit: "nanoseconds", samples: 99, cancelled: true, low: value - 5, value, high: value + 5 };
    return JSON.stringify({ schema: 1, run: `run-${i}`, at_unix_ms: 1_760_000_000_000 + i * 3_600_000,
      commit: i.toString(16).padStart(40, "a"), branch: MARKUP, dirty: false, machine, exit_status: 0, figures: [figure] });
  });
  writeFileSync(join(folder, "history.jsonl"), `${lines.join("\n")}\n`);
}

async function look(path, pictures) {
  const { chromium } = await import("playwright-core");
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  const address = pathToFileURL(path).href;
  const wrong = [];
  try {
    for (const [colorScheme, width] of [["light", 1280], ["dark", 1280], ["light", 390], ["dark", 390]]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const name = `${colorScheme}-${width}`;
      page.on("console", (message) => wrong.push(`${name}: console: ${message.text()}`));
      page.on("pageerror", (error) => wrong.push(`${name}: ${error}`));
      page.on("request", (request) => {
        if (![address, "data:,"].includes(request.url())) wrong.push(`${name}: asks for ${request.url()}`);
      });
      page.on("dialog", () => wrong.push(`${name}: a dialog`));
      await page.goto(address);
      await page.screenshot({ path: join(pictures, `${name}.png`) });
      await page.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
      const [text, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      if (text > window) wrong.push(`${name}: ${text} pixels of text in a window of ${window}`);
      await page.screenshot({ path: join(pictures, `${name}-all.png`), fullPage: true });
      await use(page);
      await context.close();
    }
  } finally {
    await browser.close();
  }
  assert.deepEqual(wrong, []);
  console.log(`the page is sound; pictures in ${pictures}`);
}

// Everything by keyboard alone.
async function use(page) {
  await page.reload();
  const focus = () => page.evaluate(() => document.activeElement.textContent.trim() || document.activeElement.id);
  const tab = async (wanted) => {
    for (let i = 0; i < 500; i += 1) {
      await page.keyboard.press("Tab");
      if ((await focus()) === wanted) return;
    }
    assert.fail(`Tab never reaches ${wanted}`);
  };
  const seen = () => page.locator("#table tbody tr:visible").count();
  const functions = () => page.locator("#table td.name").evaluateAll((cells) => cells.map((cell) => cell.textContent.trim()));

  await tab("filter");
  const all = await seen();
  const filter = (await functions())[0].slice(0, 12);
  await page.keyboard.type(filter);
  const left = (await functions()).filter((name) => name.toLowerCase().includes(filter.toLowerCase())).length;
  assert.ok((await seen()) >= left && left > 0, "the filter keeps what it names");
  await page.keyboard.type("no such function");
  assert.equal(await seen(), 0, "the filter hides what it does not name");
  await page.locator("#filter").fill("");
  assert.equal(await seen(), all);

  await page.locator("#filter").focus();
  await tab("function");
  const outlined = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(outlined, "none", "what has the focus is seen");
  const header = page.locator("#table th").nth(1);
  await page.keyboard.press("Enter");
  const once = await functions();
  const first = await header.getAttribute("aria-sort");
  await page.keyboard.press("Enter");
  const twice = await functions();
  assert.notEqual(await header.getAttribute("aria-sort"), first);
  const sorted = [...once].sort((a, b) => a.localeCompare(b));
  for (const [order, names] of [[first, once], [await header.getAttribute("aria-sort"), twice]]) {
    assert.deepEqual(names, order === "ascending" ? sorted : [...sorted].reverse(), order);
  }

  const flame = page.locator(".flame").first();
  if (await flame.count()) {
    await flame.locator("button").first().focus();
    await page.keyboard.press("ArrowDown");
    const told = await page.locator(".told").first().textContent();
    assert.notEqual(told, "", "a part tells what it is");
    const width = () => page.evaluate(() => document.activeElement.getBoundingClientRect().width);
    const before = await width();
    await page.keyboard.press("Enter");
    assert.ok((await width()) >= before, "a part alone is as wide as the whole");
    await page.keyboard.press("Escape");
    assert.ok(Math.abs((await width()) - before) < 1, "Escape shows all again");
  }
  const details = page.locator("details").last();
  await details.locator("summary").focus();
  await page.keyboard.press("Enter");
  assert.ok(await details.evaluate((part) => part.open), "a function opens by Enter");
}

const [what, from, to] = process.argv.slice(2);
if (what === "prepare") prepare(from, to);
else await look(from, to);
