// @ts-check
/** One request on its way through four steps and its checks, by the card of each who holds it, until the work is done. */

import { writeFileSync } from "node:fs";
import { sendOff } from "./answers.mjs";
import { become, bubble, checkAccess, fill, hold, inputs, listing, newest, open, parts, picture, press, start, tabTo, words } from "./chromium.mjs";

const STAFF = "Member of staff (Housing)";
const PARTNER = "IT business partner (Housing)";
const BOARD = "Board secretary";
const GROUP = "ICT Improvement Group secretary";
const TECHNICAL = "Technical Review Board secretary";
const OFFICE = "Project management office";
/** Of each who reads the request's card while others act: whether it says where the request is. */
const READERS = [STAFF, PARTNER, "Housing champion"];

const browser = await start();
try {
  const page = await open(browser, process.env.PAGE);

  /** Wait until the host holds for somebody a card of the request that says this; nobody opens their chat. */
  const says = async (name, told, first = false) => {
    const end = Date.now() + 20_000;
    let read = "";
    while (!told.test(read)) {
      hold(Date.now() < end, `the card of ${name} never says ${told}:\n${read}`);
      const { card } = await newest(page, reference, name, first);
      read = card ? words(card) : "";
    }
    return read;
  };
  /** Everyone who reads it from afar reads the same on the first card of it that they got: it is brought up to date in place. */
  const everyone = async (told) => { for (const name of READERS) await says(name, told, true); };
  /** The request's row of the list on the page, by the names of its columns. */
  const listed = async (wanted) => page.waitForFunction(([reference, wanted]) => {
    const heads = [...document.querySelectorAll("#list-table thead th")].map((one) => one.textContent.trim());
    const row = [...document.querySelectorAll("#list-table tbody tr")].find((one) => one.textContent.includes(reference));
    const cells = row ? [...row.querySelectorAll("th, td")].map((one) => one.textContent.trim()) : [];
    return Object.entries(wanted).every(([name, value]) => cells[heads.indexOf(name)] === value);
  }, [reference, wanted]);
  /** Be somebody, and see the request's card with its newest words. */
  const sees = async (name, told, shot = "", first = false) => {
    await says(name, told, first);
    await become(page, name);
    await bubble(page, reference).waitFor();
    if (shot) await look(shot, first);
  };
  /** Keep the newest card of the request where somebody wants to look at each. */
  const look = async (shot, first = false) => {
    if (process.env.LOOKS) writeFileSync(`${process.env.LOOKS}/${shot}.json`, JSON.stringify((await newest(page, reference, "", first)).card));
  };
  /** Press, after which the keyboard stands on the card that took the place, named by what that card says of itself. */
  const send = async (verb, given = {}) => {
    await fill(page, (await newest(page, reference)).card, given, reference);
    const { card } = await press(page, verb, reference);
    const there = await page.evaluate(() => [document.activeElement.getAttribute("role"), document.activeElement.getAttribute("aria-label")]);
    hold(there[0] === "group" && there[1] === card.speak, `after ${verb} the focus is on ${there.join(" ")}, and the card says ${card.speak}`);
    return words(card);
  };
  const type = async (said) => {
    await page.getByLabel("Type a message").fill(said);
    const end = Date.now() + 20_000;
    let before;
    while (!before) { // who was never here is welcomed first
      hold(Date.now() < end, "nobody is welcomed");
      before = (await newest(page)).message;
    }
    await page.keyboard.press("Enter");
    let answer = before;
    while (answer === before) {
      hold(Date.now() < end, `nothing answers ${said}`);
      answer = (await newest(page)).message;
    }
    await page.locator(`.message[data-id="${answer}"]`).waitFor();
  };
  /** What waits for somebody, as they read it; from there to the request. */
  const work = async (shot, ...told) => {
    await type("my work");
    const waiting = bubble(page, /things? waits? for you/);
    const read = await waiting.textContent();
    for (const one of [reference, ...told]) hold(read.includes(one), `My work does not say ${one}: ${read}`);
    await look(`my-work-${shot}`);
    await send("show");
  };

  let reference = "";
  await become(page, STAFF);
  await bubble(page).waitFor();
  await type("start");
  const sent = words((await sendOff(page)).card);
  reference = String(/DR-\d{4,}/.exec(sent)?.[0]);
  await everyone(/Now IT business partner for the service area By /);

  await sees(PARTNER, /Pick it up by \w+ \d+ \w+, or ask a question first/);
  await send("pick_up");
  await look("partner");
  await work("partner", "Say what happens next, by", "automation");
  hold(/Choose what happens next/.test(await send("step_outcome")), "an outcome is asked for");
  await look("outcome-error");
  await send("step_outcome", { outcome: "go_on", note: "One contract, and the data has one owner." });
  await look("partner-said");
  await everyone(/Now Digital, Data and Customer Board Next on (\w+ )?\d+ \w+/);
  await listed({ "Current step": "Digital, Data and Customer Board" });

  await sees(BOARD, /One contract, and the data has one owner/, "board");
  await checkAccess(page, "the board's chat");
  await bubble(page, reference).getByText("Your answer for").evaluate((title) => {
    document.getElementById("scroller").scrollTop += title.getBoundingClientRect().top - 300;
  });
  await picture(page, "13-board");
  await listing(page, "4-board", reference);
  await work("board", "Say what happens next, for Digital, Data and Customer Board");
  await send("step_outcome", { outcome: "more_information", note: "What does the contract cost over its whole life?" });
  await sees(STAFF, /What does the contract cost/, "more-information");
  await send("answer", { information: "About 90,000 pounds over five years." });
  await sees(BOARD, /is with you now.*About 90,000 pounds/s, "board-again");
  await send("step_outcome", { outcome: "go_on", timeframe: "next", note: "Start with the plan for moving the data." });
  await everyone(/Now ICT Improvement Group and Technical Review Board/);
  await sees(STAFF, /Start with the plan/, "requester-middle", true);

  await sees(GROUP, /Your answer for ICT/, "group");
  await send("step_outcome", { outcome: "go_on" });
  await everyone(/Now Technical Review Board/);

  // An owner hears once a day, so this one asks what waits; another says at once that nothing has to be done.
  await become(page, "Information governance");
  await bubble(page).waitFor();
  await work("owner", "Data protection impact assessment");
  await look("owner");
  await send("check");
  await look("check");
  hold(/Choose how far it is/.test(await send("check_update")), "a state is asked for");
  await look("check-error");
  await send("check_update", { state: "started", note: "The screening form is with us." });
  await listed({ "Current step": "Technical Review Board" });
  await type(`check ${reference} dpia done`);
  await look("check-done");
  await become(page, "Cyber security");
  await bubble(page).waitFor();
  await type(`check ${reference} cyber not needed`);
  hold(/Write why it is not needed/.test(words((await newest(page, reference)).card)), "a note is asked for");
  await look("check-not-needed-error");
  await send("check_update", { state: "not_needed", note: "The supplier was assured this year." });
  await everyone(/2 of 8/);
  await type("my work"); // other stories may have left them something
  hold(!words((await newest(page)).card).includes(reference), "what is not needed waits for nobody");

  // The last step by the keyboard alone.
  await sees(TECHNICAL, /Retire what it replaces/, "technical");
  const form = (await newest(page, reference)).card;
  await bubble(page, reference).locator(".bubble").focus();
  await tabTo(page, "the first outcome", (at) => at.type === "radio" && at.value.includes("go_on"));
  await page.keyboard.press("Space");
  const save = parts(form, (part) => part.verb === "step_outcome")[0].title;
  await tabTo(page, "the button that saves it", (at) => at.tag === "BUTTON" && at.text === save);
  await page.keyboard.press("Enter");
  await everyone(/Approved/);
  await look("technical-said");

  await sees(OFFICE, /It is approved/, "deliver");
  await work("office", "Say when the work starts");
  await send("deliver");
  await everyone(/In delivery/);
  await look("in-delivery");
  await send("deliver");
  await sees(STAFF, /Status:\s+Done/, "requester-done");
  await listed({ Status: "Done" });
  console.log(`${reference} came through four steps`);
} finally {
  await browser.close();
}
