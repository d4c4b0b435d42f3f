// Fits a context and reads an error. Argument: host:port.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	budget "example.com/you/gen/contextbudget/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
)

func main() {
	connection, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	client := budget.NewContextBudgetServiceClient(connection)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()

	question := &budget.Component{
		Id:   "question",
		Kind: budget.ComponentKind_COMPONENT_KIND_USER_INPUT,
		Content: &budget.Component_Text{
			Text: &budget.TextContent{Text: &budget.TextContent_Value{Value: "What is a token?"}},
		},
	}
	answer, err := client.FitContext(ctx, &budget.FitContextRequest{
		Model: "gpt-4o", Components: []*budget.Component{question},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(answer.Report.TotalTokens, "tokens")

	_, err = client.FitContext(ctx, &budget.FitContextRequest{Model: "gpt-4x"})
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			fmt.Println(status.Code(err), info.Reason, info.Metadata)
		}
	}
}
