// @ts-check
/** The request that the guided tour sends. Another rulebook may have other questions: there the first choice is taken. */

export const EXAMPLE = {
  who: "Member of staff (Housing)",
  said: "We want to renew the contract for the housing repairs system. It ends in six months and costs about £60,000.",
  /** By the id of the question or detail; several as a list. @type {Record<string, string | string[]>} */
  answers: {
    need: "renew", service_area: "housing", corporate_tool: "no", reach: "several_services", data: "residents",
    technical_impact: ["new_integration"], ai: "no", procurement: "not_started", whole_life_cost: "tender",
    deadline: "contract_end", strategy_fit: ["design_plan_implement", "technology_and_architecture"], yearly_benefit: "10k_to_50k",
    delivery_effort: "months", replaces_legacy: "no", sponsor: "informal", user_research: "planned",
    title: "Renew the housing repairs system",
    problem: "The contract ends in six months. Tenants wait on the phone to book a repair.",
    outcome: "Tenants book and move repair visits themselves.",
  },
  note: "An example from the tour.",
};

/** What somebody might type first: a short route, one with AI, and what is no matter for a board. */
export const TRIES = [
  "Renew our design licence, it ends in six weeks. Just my team, about £3,000, no personal data, no AI",
  "A chatbot that answers residents about repairs",
  "My laptop is broken",
];
