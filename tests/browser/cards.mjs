// @ts-check
/**
 * Every card that the conversation can make, drawn as the page draws it: at phone and desktop width, in each theme, with
 * everything folded out. Nothing may be cut off, unknown to the parser, or wrong for axe. CARDS names a file of `[name, card]`.
 * Cards that look the same are drawn once; in the dark and the high-contrast theme one of each build.
 */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { checkAccess, COLOURS, hold, NAMES, open, PLACES, start } from "./chromium.mjs";
import { checkFonts, cutOff } from "./readings.mjs";

const STATIC = new URL("../../bot/local/static/", import.meta.url).pathname;
const RENDERER = new URL(import.meta.resolve("adaptivecards")).pathname.replace(/lib\/[^/]*$/, "dist/adaptivecards.min.js");
const KINDS = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const SHEET = `<!doctype html><html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Every card</title><link rel="icon" href="/local/door.svg"><link rel="stylesheet" href="/local/tokens.css">
<link rel="stylesheet" href="/local/page.css"><link rel="stylesheet" href="/local/chat.css">
<link rel="stylesheet" href="/local/card.css"><script src="/local/adaptivecards.js"></script>
<script type="module">import { card } from "/local/card.js"; import { hostConfig } from "/local/teams-look.js"; Object.assign(window, { card, hostConfig }); document.documentElement.dataset.ready = "true";</script><main><h1>Every card</h1><div id="sheet"></div></main></html>`;
const AT_ONCE = 24;
const WIDTHS = { phone: 288, desktop: 520 };

/** All cards, or those of one theme and width (`cards.mjs dark phone`), to look closer at one kind of fault. */
const [onlyTheme, onlyWidth] = process.argv.slice(2);

/** @type {[string, any][]} */
const cards = JSON.parse(readFileSync(String(process.env.CARDS), "utf8"));

/** Keep the first of those cards that are alike by what `keep` leaves of them. */
function distinct(all, keep) {
  const seen = new Map(all.map((one) => [JSON.stringify(keep(one[1])), one]).reverse());
  return [...seen.values()].reverse();
}

/** A card without what nobody sees: what its buttons carry. */
const seen = (part) =>
  Array.isArray(part) ? part.map(seen) : part && typeof part === "object"
    ? Object.fromEntries(Object.entries(part).filter(([key]) => key !== "data").map(([key, value]) => [key, seen(value)])) : part;

/** Of what a card is built: kinds, styles and colours, each run of the same once. Cards that are built alike have the same colours. */
const LOOKS = ["type", "style", "mode", "items", "body", "columns", "rows", "cells", "actions", "inlines", "isSubtle", "color", "weight", "size", "separator", "isMultiSelect"];
const built = (part) =>
  Array.isArray(part) ? part.map(built).filter((one, at, all) => JSON.stringify(one) !== JSON.stringify(all[at - 1])) : part && typeof part === "object"
    ? Object.fromEntries(Object.entries(part).filter(([key]) => LOOKS.includes(key)).map(([key, value]) => [key, built(value)])) : part;

/** Cards that look different; first one of each build. */
const builds = distinct(cards, built);
const looks = [...builds, ...distinct(cards, seen).filter((one) => !builds.includes(one))];

/**
 * What each browser draws; side by side, since one alone takes one processor. All that axe finds by structure and names is asked of
 * every card once. The colour of a part hangs on how its card is built and on the theme, where it stands on the width: those are
 * asked of one of each build. What is cut off with wide letters is looked for on every card; with narrow ones on one of each build.
 */
const RUNS = [
  { fonts: "narrow", themes: ["light"], widths: ["phone"], measured: builds.length, rules: [undefined, NAMES], drawn: looks },
  { fonts: "narrow", themes: ["light"], widths: ["desktop"], measured: builds.length, rules: [PLACES], drawn: builds },
  { fonts: "narrow", themes: ["dark", "contrast"], widths: ["phone"], measured: 0, rules: [COLOURS], drawn: builds },
  { fonts: "wide", themes: ["light"], widths: ["phone", "desktop"], measured: looks.length, rules: [], drawn: looks },
];

const server = createServer((request, response) => {
  const name = String(request.url).replace("/local/", "");
  if (request.url === "/") return response.setHeader("Content-Type", "text/html").end(SHEET);
  response.setHeader("Content-Type", KINDS[extname(name)] ?? "text/plain");
  response.end(readFileSync(name === "adaptivecards.js" ? RENDERER : join(STATIC, name)));
});
await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));

/** Runs in the page: draw the cards one after another, fold everything out, and tell what is wrong. */
function draw([batch, theme, width]) {
  const { AdaptiveCards, card, hostConfig } = /** @type {any} */ (window);
  document.documentElement.dataset.theme = theme;
  const sheet = /** @type {HTMLElement} */ (document.getElementById("sheet"));
  sheet.style.cssText = `display:grid; grid-template-columns:repeat(auto-fill, ${width}px); gap:16px; align-items:start; padding:8px`;
  const faults = [];
  const sections = batch.map(([name, content]) => {
    const context = new AdaptiveCards.SerializationContext();
    const parsed = new AdaptiveCards.AdaptiveCard();
    parsed.hostConfig = new AdaptiveCards.HostConfig(hostConfig(theme));
    parsed.parse(content, context);
    for (let at = 0; at < context.eventCount; at++) faults.push(`${name}: parser: ${context.getEventAt(at).message}`);
    for (const event of parsed.validateProperties().validationEvents) faults.push(`${name}: validation: ${event.message}`);
    const title = document.createElement("h2");
    title.textContent = name;
    const bubble = document.createElement("div");
    bubble.className = "bubble with-card";
    bubble.style.cssText = `width:${width}px`;
    const around = document.createElement("div");
    around.className = "card";
    around.dataset.name = name;
    around.append(card(content, theme, () => {}));
    bubble.append(around);
    const section = document.createElement("section");
    section.append(title, bubble);
    return section;
  });
  sheet.replaceChildren(...sections);
  for (const button of sheet.querySelectorAll("[aria-controls]")) /** @type {HTMLElement} */ (button).click();
  return faults;
}

/** Runs in the page: open the menu behind each three dots; it stays within its card, and no word of it is cut off. The last stays open. */
function menus() {
  const faults = [];
  for (const dots of document.querySelectorAll("#sheet [aria-haspopup=menu]")) {
    document.querySelector("#sheet .card-menu")?.dispatchEvent(new Event("close"));
    /** @type {HTMLElement} */ (dots).click();
    const around = /** @type {HTMLElement} */ (dots.closest(".card"));
    const menu = around.querySelector(".card-menu");
    const name = around.dataset.name;
    if (!menu?.contains(document.activeElement)) { faults.push(`${name}: the three dots open no menu`); continue; }
    const [inner, outer] = [menu.getBoundingClientRect(), around.getBoundingClientRect()];
    if (inner.left < outer.left || inner.right > outer.right) faults.push(`${name}: the menu leaves its card`);
    for (const item of menu.querySelectorAll("button")) if (item.scrollWidth > item.clientWidth + 1) faults.push(`${name}: cut off: ${item.textContent}`);
  }
  return faults;
}

const faults = [];

/** One of the runs. */
async function look({ fonts, themes, widths, measured, rules, drawn }) {
  const browser = await start(fonts);
  try {
    const page = await open(browser, `http://127.0.0.1:${server.address().port}/`, { width: 1680, height: 1000 });
    const wanted = themes.flatMap((theme) => widths.map((name) => [theme, name]))
      .filter(([theme, name]) => (!onlyTheme || theme === onlyTheme) && (!onlyWidth || name === onlyWidth));
    for (const [theme, name] of wanted) {
      for (let at = 0; at < drawn.length; at += AT_ONCE) {
        const batch = drawn.slice(at, at + AT_ONCE);
        faults.push(...(await page.evaluate(draw, [batch, theme, WIDTHS[name]])));
        if (at === 0) await checkFonts(page, fonts, "#sheet .ac-pushButton");
        if (at < measured) for (const cut of await page.evaluate(cutOff, "#sheet .card")) faults.push(`cut off at ${WIDTHS[name]}, ${fonts}: ${cut}`);
        faults.push(...(await page.evaluate(menus)));
        if (rules.length) {
          // The builds come first: their batches are asked everything, those after them what a build does not say.
          const asked = rules[at < builds.length ? 0 : rules.length - 1];
          await checkAccess(page, `${theme}, ${name}, cards from ${batch[0][0]}`, "#sheet", asked).catch((fault) => faults.push(fault.message));
        }
        if (process.env.PICTURES) {
          const path = `${process.env.PICTURES}/${fonts}-${theme}-${name}-${String(at / AT_ONCE + 1).padStart(2, "0")}.jpeg`;
          await page.screenshot({ path, fullPage: true, type: "jpeg", quality: 60 });
        }
      }
    }
  } finally {
    await browser.close();
  }
}

try {
  await Promise.all(RUNS.map(look));
} finally {
  server.close();
}
hold(faults.length === 0, `${faults.length} faults\n${[...new Set(faults)].join("\n")}`);
console.log(`${cards.length} cards, none with a fault`);
