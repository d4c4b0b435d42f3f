// Fits a context and reads an error. Argument: host:port.
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { ContextBudgetService } from "./gen/contextbudget/v1/context_budget_service_pb.js";
import { ComponentKind } from "./gen/contextbudget/v1/item_pb.js";
import { ErrorInfoSchema } from "./gen/google/rpc/error_info_pb.js";

const transport = createGrpcTransport({ baseUrl: `http://${process.argv[2]}`, defaultTimeoutMs: 10_000 });
const client = createClient(ContextBudgetService, transport);

const answer = await client.fitContext({
  model: "gpt-4o",
  components: [
    {
      id: "question",
      kind: ComponentKind.USER_INPUT,
      content: { case: "text", value: { text: { case: "value", value: "What is a token?" } } },
    },
  ],
});
console.log(answer.report?.totalTokens, "tokens");

try {
  await client.fitContext({ model: "gpt-4x" });
} catch (failure) {
  const error = ConnectError.from(failure);
  for (const info of error.findDetails(ErrorInfoSchema)) {
    console.log(Code[error.code], info.reason, info.metadata);
  }
}
