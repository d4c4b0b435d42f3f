// Makes the four calls on the bundled conversation, handles an error, keeps a prefix. Argument: host:port.
import { type Client, Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { components, messages, userTurns } from "./conversation.js";
import { ContextBudgetService } from "./gen/contextbudget/v1/context_budget_service_pb.js";
import { Action, type FitContextResponse } from "./gen/contextbudget/v1/fit_pb.js";
import { View } from "./gen/contextbudget/v1/prompt_pb.js";
import { ErrorInfoSchema } from "./gen/google/rpc/error_info_pb.js";

const model = "gpt-4o";

type Budget = Client<typeof ContextBudgetService>;

async function fourCalls(budget: Budget) {
  const count = await budget.countTokens({ model, components: components() });
  console.log(`CountTokens: ${count.totalTokens} tokens`);

  const plan = await budget.planBudget({ model, policy: { preset: "support-agent" } });
  console.log("PlanBudget:", plan.slots.map((slot) => `${slot.slot} ${slot.grantTokens}`).join(", "));

  const policy = { contextWindowTokens: 6_000, outputReserveTokens: 500 };
  const fit = await budget.fitContext({ model, policy, components: components() });
  const dropped = fit.decisions.filter((decision) => decision.action === Action.DROP).length;
  console.log(`FitContext: ${fit.report?.totalTokens} tokens, ${dropped} items dropped`);

  const target = { case: "targetTokens", value: 2_500 } as const;
  const compact = await budget.compact({ model, messages: messages(), target });
  const facts = `${compact.retention?.keptCount} of ${compact.retention?.factCount} facts kept`;
  console.log(`Compact: ${compact.beforeTokens} to ${compact.afterTokens} tokens, ${facts}`);
}

/** Fits, and if what must stay does not fit, once more with a window that is large enough for it. */
async function fitWithRoom(budget: Budget, contextWindowTokens: number): Promise<FitContextResponse> {
  const request = { model, policy: { contextWindowTokens, outputReserveTokens: 100 }, components: components() };
  try {
    return await budget.fitContext(request);
  } catch (failure) {
    const error = ConnectError.from(failure);
    const info = error.findDetails(ErrorInfoSchema)[0];
    if (info?.reason !== "BUDGET_UNSATISFIABLE") {
      throw error;
    }
    const { requiredTokens, availableTokens, forcedBy } = info.metadata;
    console.log(`${Code[error.code]} ${info.reason}: ${forcedBy} need ${requiredTokens}`);
    request.policy.contextWindowTokens += Number(requiredTokens) - Number(availableTokens);
    return budget.fitContext(request);
  }
}

/** Each call gives the prefix token of the one before, so that the provider's cache is read and not broken. */
async function threeTurns(budget: Budget) {
  let prefixToken: Uint8Array = new Uint8Array();
  for (const turn of userTurns.slice(0, 3)) {
    const request = { model, components: components(turn), cache: { prefixToken }, view: View.EDITS };
    const { cache, report } = await budget.fitContext(request);
    prefixToken = cache?.prefixToken ?? prefixToken;
    const read = `${cache?.expected?.readTokens} of ${report?.totalTokens} tokens from the cache`;
    console.log(`until ${turn}: ${read}, prefix kept: ${cache?.prefixKept}`);
  }
}

const transport = createGrpcTransport({ baseUrl: `http://${process.argv[2]}`, defaultTimeoutMs: 10_000 });
const budget = createClient(ContextBudgetService, transport);
await fourCalls(budget);
console.log(`fitted in the end: ${(await fitWithRoom(budget, 500)).report?.totalTokens} tokens`);
await threeTurns(budget);
