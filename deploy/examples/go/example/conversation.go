package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	budget "contextbudget.example/client/gen/contextbudget/v1"
)

// The conversation that comes with the service, from the folder of go.mod.
const folder = "../../../server/src/main/resources/demo"

type turn struct {
	ID        string `json:"id"`
	Role      string `json:"role"`
	Text      string `json:"text"`
	ToolCalls []struct {
		Name      string `json:"name"`
		Arguments string `json:"arguments"`
	} `json:"tool_calls"`
}

type conversation struct {
	turns []turn
	tools []*budget.Tool
}

func readConversation() conversation {
	var recording struct{ Turns []turn }
	read("airline-conversation.json", &recording)
	var definitions []struct {
		Name        string
		Description string
		Parameters  json.RawMessage
	}
	read("airline-tools.json", &definitions)
	var tools []*budget.Tool
	for _, tool := range definitions {
		tools = append(tools, &budget.Tool{
			Name: tool.Name, Description: tool.Description, ParametersJsonSchema: string(tool.Parameters),
		})
	}
	return conversation{turns: recording.Turns, tools: tools}
}

func read(name string, into any) {
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// Ids of what the customer says.
func (c conversation) userTurns() []string {
	var ids []string
	for _, turn := range c.turns {
		if turn.Role == "user" {
			ids = append(ids, turn.ID)
		}
	}
	return ids
}

// The messages up to and with the one of that id, or all. Calls and results have no ids in the recording.
func (c conversation) messages(until string) []*budget.Message {
	var messages []*budget.Message
	calls, results := 0, 0
	for _, turn := range c.turns[1:] {
		role := budget.Role(budget.Role_value["ROLE_"+strings.ToUpper(turn.Role)])
		message := &budget.Message{Id: turn.ID, Role: role}
		if turn.Role == "tool" {
			results++
			message.Parts = append(message.Parts, &budget.Part{Body: &budget.Part_ToolResult{ToolResult: &budget.ToolResult{
				CallId:  fmt.Sprintf("call-%d", results),
				IsError: strings.HasPrefix(turn.Text, "Error"),
				Parts:   []*budget.Part{text(turn.Text)},
			}}})
		} else if turn.Text != "" {
			message.Parts = append(message.Parts, text(turn.Text))
		}
		for _, call := range turn.ToolCalls {
			calls++
			message.Parts = append(message.Parts, &budget.Part{Body: &budget.Part_ToolCall{ToolCall: &budget.ToolCall{
				Id: fmt.Sprintf("call-%d", calls), Name: call.Name, ArgumentsJson: call.Arguments,
			}}})
		}
		messages = append(messages, message)
		if turn.ID == until {
			break
		}
	}
	return messages
}

// Instructions, tools and history.
func (c conversation) components(until string) []*budget.Component {
	rules := &budget.TextContent{Text: &budget.TextContent_Value{Value: c.turns[0].Text}}
	tools := &budget.ToolContent{Tools: c.tools}
	history := &budget.MessageContent{Messages: c.messages(until)}
	return []*budget.Component{
		{
			Id:      "system",
			Kind:    budget.ComponentKind_COMPONENT_KIND_SYSTEM,
			Content: &budget.Component_Text{Text: rules},
		},
		{
			Id:      "tools",
			Kind:    budget.ComponentKind_COMPONENT_KIND_TOOLS,
			Content: &budget.Component_Tools{Tools: tools},
		},
		{
			Id:      "history",
			Kind:    budget.ComponentKind_COMPONENT_KIND_HISTORY,
			Content: &budget.Component_Messages{Messages: history},
		},
	}
}

func text(value string) *budget.Part {
	return &budget.Part{Body: &budget.Part_Text{Text: value}}
}
