// Makes the calls of conformance.json and compares the answers. Arguments: host:port, the file.
//
// An answer has at least what the file says; null stands for what must not be there.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"reflect"
	"strings"
	"time"

	_ "contextbudget.example/client/gen/contextbudget/v1"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

type failure struct {
	Code   codes.Code
	Reason string
	Field  string
}

type testCase struct {
	Name     string
	Method   string
	Requests []json.RawMessage
	Answers  []any
	Error    *failure
}

func main() {
	text, err := os.ReadFile(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	var file struct{ Cases []testCase }
	if err := json.Unmarshal(text, &file); err != nil {
		log.Fatal(err)
	}
	connection, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	failed := 0
	for _, test := range file.Cases {
		if told := run(connection, test); told != "" {
			failed++
			fmt.Printf("%s: %s\n", test.Name, told)
		}
	}
	fmt.Printf("%d of %d as expected\n", len(file.Cases)-failed, len(file.Cases))
	if failed > 0 {
		os.Exit(1)
	}
}

// Says how the outcome of a call differs from what is expected; nothing if it does not.
func run(connection *grpc.ClientConn, test testCase) string {
	answers, err := call(connection, test)
	if err != nil {
		told := failure{Code: status.Code(err)}
		for _, detail := range status.Convert(err).Details() {
			if info, ok := detail.(*errdetails.ErrorInfo); ok {
				told.Reason, told.Field = info.Reason, info.Metadata["field"]
			}
		}
		if test.Error == nil || *test.Error != told {
			return fmt.Sprintf("expected %+v, got %+v: %v", test.Error, told, err)
		}
		return ""
	}
	if test.Error != nil {
		return fmt.Sprintf("expected %+v, got answers", *test.Error)
	}
	return difference(test.Answers, answers, "$")
}

// Makes a call as a stream: of one message it looks the same.
func call(connection *grpc.ClientConn, test testCase) ([]any, error) {
	name := strings.ReplaceAll(test.Method, "/", ".")
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(name))
	if err != nil {
		return nil, err
	}
	method := found.(protoreflect.MethodDescriptor)
	asked, err := protoregistry.GlobalTypes.FindMessageByName(method.Input().FullName())
	if err != nil {
		return nil, err
	}
	answered, err := protoregistry.GlobalTypes.FindMessageByName(method.Output().FullName())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	both := &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}
	stream, err := connection.NewStream(ctx, both, "/"+test.Method)
	if err != nil {
		return nil, err
	}
	for _, text := range test.Requests {
		request := asked.New().Interface()
		if err := protojson.Unmarshal(text, request); err != nil {
			return nil, err
		}
		if err := stream.SendMsg(request); err != nil {
			break // the answer says why
		}
	}
	if err := stream.CloseSend(); err != nil {
		return nil, err
	}
	answers := []any{}
	for {
		answer := answered.New().Interface()
		if err := stream.RecvMsg(answer); errors.Is(err, io.EOF) {
			return answers, nil
		} else if err != nil {
			return nil, err
		}
		text, err := protojson.Marshal(answer)
		if err != nil {
			return nil, err
		}
		var read any
		if err := json.Unmarshal(text, &read); err != nil {
			return nil, err
		}
		answers = append(answers, read)
	}
}

func difference(expected, actual any, path string) string {
	switch wanted := expected.(type) {
	case map[string]any:
		if got, ok := actual.(map[string]any); ok {
			for key, value := range wanted {
				if told := difference(value, got[key], path+"."+key); told != "" {
					return told
				}
			}
			return ""
		}
	case []any:
		if got, ok := actual.([]any); ok && len(wanted) == len(got) {
			for i, value := range wanted {
				if told := difference(value, got[i], fmt.Sprintf("%s[%d]", path, i)); told != "" {
					return told
				}
			}
			return ""
		}
	}
	if reflect.DeepEqual(expected, actual) {
		return ""
	}
	return fmt.Sprintf("%s: expected %v, got %v", path, expected, actual)
}
