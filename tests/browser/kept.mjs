// @ts-check
/** Every card that has inputs: filled in half and whole, left by each of its buttons, and come to again. */

import { become, bubble, fill, hold, inputs, newest, open, parts, press, start, verbs } from "./chromium.mjs";

const ANSWERS = {
  need: "renew", service_area: "housing", corporate_tool: "no", reach: "several_services", data: "residents",
  technical_impact: ["new_integration", "sign_in_or_security"], ai: "no", procurement: "not_started", whole_life_cost: "tender",
  deadline: "contract_end", strategy_fit: ["design_plan_implement", "technology_and_architecture"], yearly_benefit: "10k_to_50k",
  delivery_effort: "months", replaces_legacy: "yes", sponsor: "named", user_research: "planned",
  title: "Renew the housing repairs system", problem: "Tenants wait on the phone.\nWe write on paper.", outcome: "Tenants book visits themselves.",
  systems: "Housing repairs", supplier: "To be chosen", sponsor_name: "Director of Housing", needed_by: "2027-09-30",
};
const BUTTONS = ["leave", "back", "help"];
/** What is offered while a system is written about that is not named yet, beside all that was there before. */
const OFFERED = "systems_known";

const browser = await start();
try {
  const page = await open(browser, process.env.PAGE);
  // A person whom no other of these plays needs: the walk leaves a draft behind.
  await become(page, "Corporate services champion");
  await bubble(page).waitFor();

  /** What a person sees in the inputs of the newest card. */
  const seen = async (card) => {
    const found = {};
    for (const input of inputs(card)) {
      if (input.type === "Input.ChoiceSet") {
        const group = bubble(page).getByRole(input.isMultiSelect ? "group" : "radiogroup", { name: input.label });
        const chosen = [];
        for (const choice of input.choices) {
          const box = group.getByRole(input.isMultiSelect ? "checkbox" : "radio", { name: choice.title, exact: true });
          if (await box.isChecked()) chosen.push(choice.value);
        }
        found[input.id] = chosen.join(",");
      } else {
        found[input.id] = await bubble(page).getByLabel(input.label).inputValue();
      }
    }
    return found;
  };
  const ids = (card) => inputs(card).map((one) => one.id).filter((id) => id !== OFFERED).join(",");

  /** Carry on until the card with these inputs is there again. */
  const again = async (wanted) => {
    for (let step = 0; step < 6; step++) {
      const { card } = await newest(page);
      if (ids(card) === wanted) return card;
      await press(page, verbs(card).includes("resume") ? "resume" : "answer");
    }
    throw new Error(`the card with ${wanted} does not come again`);
  };

  let { card } = await press(page, "start");
  const tried = new Set();
  for (let cards = 0; !verbs(card).includes("submit"); cards++) {
    hold(cards < 20, "the walk does not end");
    for (const verb of inputs(card).length ? BUTTONS.filter((one) => verbs(card).includes(one)) : []) {
      const first = inputs(card)[0].id;
      for (const some of [{ [first]: ANSWERS[first] }, ANSWERS]) {
        await fill(page, card, some);
        const before = await seen(card);
        await press(page, verb);
        card = await again(ids(card));
        const after = await seen(card);
        for (const one of [before, after]) delete one[OFFERED];
        hold(JSON.stringify(after) === JSON.stringify(before), `after ${verb}: ${JSON.stringify(after)}, before: ${JSON.stringify(before)}`);
        tried.add(`${verb} ${ids(card)}`);
      }
    }
    if (inputs(card).some((one) => one.id === "reach")) {
      await fill(page, card, { technical_impact: ["new_hosting", "none"] });
      const before = await seen(card);
      ({ card } = await press(page, "answer"));
      await bubble(page).getByText("There is a problem").first().waitFor();
      hold(JSON.stringify(await seen(card)) === JSON.stringify(before), "what was chosen is there beside the error");
      const none = parts(card, (part) => part.id === "technical_impact")[0].choices.find((one) => one.value === "none").title;
      await bubble(page).getByRole("checkbox", { name: none, exact: true }).uncheck();
    }
    await fill(page, card, ANSWERS);
    ({ card } = await press(page, "answer"));
  }
  console.log(`${tried.size} ways to leave a card and come again, nothing lost`);
} finally {
  await browser.close();
}
