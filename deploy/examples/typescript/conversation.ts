// The conversation that comes with the service, as components of a request.
import { readFileSync } from "node:fs";
import { create } from "@bufbuild/protobuf";
import {
  type Component,
  ComponentKind,
  ComponentSchema,
  type Message,
  MessageSchema,
  type Part,
  PartSchema,
  Role,
} from "./gen/contextbudget/v1/item_pb.js";

interface Turn {
  id: string;
  role: "system" | "user" | "assistant" | "tool";
  text: string;
  tool_calls?: { name: string; arguments: string }[];
}

interface Definition {
  name: string;
  description: string;
  parameters: object;
}

const roles = { system: Role.SYSTEM, user: Role.USER, assistant: Role.ASSISTANT, tool: Role.TOOL };
const folder = new URL("../../../server/src/main/resources/demo/", import.meta.url);
const { turns } = read("airline-conversation.json") as { turns: Turn[] };
const definitions = read("airline-tools.json") as Definition[];

export const userTurns = turns.filter((turn) => turn.role === "user").map((turn) => turn.id);

/** The messages up to and with the one of that id, or all. Calls and results have no ids in the recording. */
export function messages(until?: string): Message[] {
  const found: Message[] = [];
  let calls = 0;
  let results = 0;
  for (const turn of turns.slice(1)) {
    const parts: Part[] = [];
    if (turn.role === "tool") {
      const isError = turn.text.startsWith("Error");
      const value = { callId: `call-${++results}`, isError, parts: [text(turn.text)] };
      parts.push(create(PartSchema, { body: { case: "toolResult", value } }));
    } else if (turn.text !== "") {
      parts.push(text(turn.text));
    }
    for (const call of turn.tool_calls ?? []) {
      const value = { id: `call-${++calls}`, name: call.name, argumentsJson: call.arguments };
      parts.push(create(PartSchema, { body: { case: "toolCall", value } }));
    }
    found.push(create(MessageSchema, { id: turn.id, role: roles[turn.role], parts }));
    if (turn.id === until) {
      break;
    }
  }
  return found;
}

/** Instructions, tools and history. */
export function components(until?: string): Component[] {
  const rules = turns[0]?.text ?? "";
  const tools = definitions.map(({ name, description, parameters }) => {
    return { name, description, parametersJsonSchema: JSON.stringify(parameters) };
  });
  return [
    create(ComponentSchema, {
      id: "system",
      kind: ComponentKind.SYSTEM,
      content: { case: "text", value: { text: { case: "value", value: rules } } },
    }),
    create(ComponentSchema, {
      id: "tools",
      kind: ComponentKind.TOOLS,
      content: { case: "tools", value: { tools } },
    }),
    create(ComponentSchema, {
      id: "history",
      kind: ComponentKind.HISTORY,
      content: { case: "messages", value: { messages: messages(until) } },
    }),
  ];
}

function text(value: string): Part {
  return create(PartSchema, { body: { case: "text", value } });
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8"));
}
