// Makes the four calls on the bundled conversation, handles an error, keeps a prefix. Argument: host:port.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	budget "contextbudget.example/client/gen/contextbudget/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

const model = "gpt-4o"

func main() {
	connection, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	client := budget.NewContextBudgetServiceClient(connection)
	talk := readConversation()
	for _, step := range []func(context.Context, budget.ContextBudgetServiceClient, conversation) error{
		fourCalls, fitWithRoom, threeTurns,
	} {
		if err := step(ctx, client, talk); err != nil {
			log.Fatal(err)
		}
	}
}

func fourCalls(ctx context.Context, client budget.ContextBudgetServiceClient, talk conversation) error {
	components := talk.components("")
	count, err := client.CountTokens(ctx, &budget.CountTokensRequest{Model: model, Components: components})
	if err != nil {
		return err
	}
	fmt.Printf("CountTokens: %d tokens\n", count.TotalTokens)

	plan, err := client.PlanBudget(ctx, &budget.PlanBudgetRequest{
		Model: model, Policy: &budget.Policy{Preset: "support-agent"},
	})
	if err != nil {
		return err
	}
	fmt.Print("PlanBudget:")
	for _, slot := range plan.Slots {
		fmt.Printf(" %s %d", slot.Slot, slot.GrantTokens)
	}
	fmt.Println()

	fit, err := client.FitContext(ctx, &budget.FitContextRequest{
		Model:      model,
		Policy:     &budget.Policy{ContextWindowTokens: proto.Int32(6_000), OutputReserveTokens: proto.Int32(500)},
		Components: components,
	})
	if err != nil {
		return err
	}
	dropped := 0
	for _, decision := range fit.Decisions {
		if decision.Action == budget.Action_ACTION_DROP {
			dropped++
		}
	}
	fmt.Printf("FitContext: %d tokens, %d items dropped\n", fit.Report.TotalTokens, dropped)

	compact, err := client.Compact(ctx, &budget.CompactRequest{
		Model:    model,
		Messages: talk.messages(""),
		Target:   &budget.CompactRequest_TargetTokens{TargetTokens: 2_500},
	})
	if err != nil {
		return err
	}
	fmt.Printf("Compact: %d to %d tokens, %d of %d facts kept\n", compact.BeforeTokens, compact.AfterTokens,
		compact.Retention.KeptCount, compact.Retention.FactCount)
	return nil
}

// Fits, and if what must stay does not fit, once more with a window that is large enough for it.
func fitWithRoom(ctx context.Context, client budget.ContextBudgetServiceClient, talk conversation) error {
	request := &budget.FitContextRequest{
		Model:      model,
		Policy:     &budget.Policy{ContextWindowTokens: proto.Int32(500), OutputReserveTokens: proto.Int32(100)},
		Components: talk.components(""),
	}
	answer, err := client.FitContext(ctx, request)
	if info := errorInfo(err); info != nil && info.Reason == "BUDGET_UNSATISFIABLE" {
		required, available := info.Metadata["requiredTokens"], info.Metadata["availableTokens"]
		fmt.Printf("%s %s: %s need %s\n", status.Code(err), info.Reason, info.Metadata["forcedBy"], required)
		missing, wrong := difference(required, available)
		if wrong != nil {
			return wrong
		}
		*request.Policy.ContextWindowTokens += missing
		answer, err = client.FitContext(ctx, request)
	}
	if err != nil {
		return err
	}
	fmt.Printf("fitted in the end: %d tokens\n", answer.Report.TotalTokens)
	return nil
}

// The reason and metadata of a failed call, or nil if there are none.
func errorInfo(err error) *errdetails.ErrorInfo {
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			return info
		}
	}
	return nil
}

func difference(larger, smaller string) (int32, error) {
	a, err := strconv.ParseInt(larger, 10, 32)
	if err != nil {
		return 0, err
	}
	b, err := strconv.ParseInt(smaller, 10, 32)
	return int32(a - b), err
}

// Each call gives the prefix token of the one before, so that the provider's cache is read and not broken.
func threeTurns(ctx context.Context, client budget.ContextBudgetServiceClient, talk conversation) error {
	var prefixToken []byte
	for _, turn := range talk.userTurns()[:3] {
		answer, err := client.FitContext(ctx, &budget.FitContextRequest{
			Model:      model,
			Components: talk.components(turn),
			Cache:      &budget.CacheOptions{PrefixToken: prefixToken},
			View:       budget.View_VIEW_EDITS,
		})
		if err != nil {
			return err
		}
		prefixToken = answer.Cache.PrefixToken
		fmt.Printf("until %s: %d of %d tokens from the cache, prefix kept: %t\n", turn,
			answer.Cache.Expected.ReadTokens, answer.Report.TotalTokens, answer.Cache.PrefixKept)
	}
	return nil
}
