// @ts-check
/** What the person of the stories answers, and how they send it off. */

import { fill, hold, newest, press, verbs } from "./chromium.mjs";

export const ANSWERS = {
  need: "renew", service_area: "housing", corporate_tool: "no", reach: "several_services", data: "residents",
  technical_impact: ["new_integration", "sign_in_or_security"], ai: "no", procurement: "not_started", whole_life_cost: "tender",
  deadline: "contract_end", strategy_fit: ["design_plan_implement", "technology_and_architecture"], yearly_benefit: "10k_to_50k",
  delivery_effort: "months", replaces_legacy: "yes", sponsor: "named", user_research: "planned",
  title: "Renew the housing repairs system",
  problem: "The contract ends in a year. Tenants wait on the phone because the system cannot book a visit by itself.",
  outcome: "Tenants book and move repair visits themselves, and see who is coming.",
  systems: "Housing repairs", supplier: "To be chosen", sponsor_name: "Director of Housing", needed_by: "2027-09-30",
};

/** From the first question to the confirmation, card by card; the confirmation. */
export async function sendOff(page) {
  let { card } = await newest(page);
  for (let cards = 0; !verbs(card).includes("submit"); cards++) {
    hold(cards < 20, "the walk does not end");
    await fill(page, card, ANSWERS);
    ({ card } = await press(page, "answer"));
  }
  return press(page, "submit");
}
