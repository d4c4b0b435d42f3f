package dev.contextbudget.client.load;

import com.google.protobuf.MessageLite;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.Slot;
import dev.contextbudget.v1.SlotDemand;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.ToolContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests that a load test sends: for each call one of 1 KiB, 32 KiB, 512 KiB and 8 MiB, as
 * protobuf in a file of its own.
 *
 * <p>A fit is to keep three quarters of what it is given, a compaction half. {@code PlanBudget} has
 * two sizes: it takes a thousand slots, which are some 40 KiB.
 */
public final class Payloads {
  private static final String MODEL = "gpt-4.1";
  private static final String[] CLASSES = {"s", "m", "l", "xl"};
  private static final int[] BYTES = {1 << 10, 32 << 10, 512 << 10, 8 << 20};

  /** The smallest has no instructions and no tools: they alone are 9 KiB. */
  private static final int BARE_BELOW_BYTES = 16 << 10;

  /** Twenty thousand messages are the limit of a server: from here on they are twice as long. */
  private static final int LONG_FROM_BYTES = 4 << 20;

  /** Of English and JSON, by o200k; only sets how much is to be kept. */
  private static final int BYTES_OF_A_TOKEN = 4;

  private static final int SLOTS_OF_1_KIB = 16;
  private static final int SLOTS_OF_32_KIB = 560;

  private Payloads() {}

  /**
   * Writes the files.
   *
   * @param args the folder of the recording, and the folder that is written to
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: Payloads server/src/main/resources/demo FOLDER");
      System.exit(2);
    }
    Path folder = Files.createDirectories(Path.of(args[1]));
    for (Map.Entry<String, MessageLite> file : all(Recording.in(Path.of(args[0]))).entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue().toByteArray());
      System.out.printf("%-16s %,9d%n", file.getKey(), file.getValue().getSerializedSize());
    }
  }

  /** Returns the requests by the names of their files, such as {@code fit-m.bin}. */
  static Map<String, MessageLite> all(Recording recording) {
    Map<String, MessageLite> files = new LinkedHashMap<>();
    for (int i = 0; i < BYTES.length; i++) {
      int bytes = BYTES[i];
      String end = "-" + CLASSES[i] + ".bin";
      List<Component> components = components(recording, bytes);
      files.put("count" + end, count(components));
      files.put("fit" + end, fit(components, bytes));
      files.put("compact" + end, compact(messages(recording, bytes, bytes), bytes));
    }
    files.put("plan-s.bin", plan(SLOTS_OF_1_KIB));
    files.put("plan-m.bin", plan(SLOTS_OF_32_KIB));
    return files;
  }

  private static List<Component> components(Recording recording, int bytes) {
    List<Component> components = new ArrayList<>();
    int left = bytes;
    if (bytes >= BARE_BELOW_BYTES) {
      components.add(
          Component.newBuilder()
              .setId("system")
              .setKind(ComponentKind.COMPONENT_KIND_SYSTEM)
              .setText(TextContent.newBuilder().setValue(recording.system()))
              .build());
      components.add(
          Component.newBuilder()
              .setId("tools")
              .setKind(ComponentKind.COMPONENT_KIND_TOOLS)
              .setTools(ToolContent.newBuilder().addAllTools(recording.tools()))
              .build());
      left -= components.stream().mapToInt(Component::getSerializedSize).sum();
    }
    components.add(
        Component.newBuilder()
            .setId("history")
            .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
            .setMessages(
                MessageContent.newBuilder().addAllMessages(messages(recording, left, bytes)))
            .build());
    return components;
  }

  private static List<Message> messages(Recording recording, int bytes, int allBytes) {
    return recording.messages(bytes, allBytes >= LONG_FROM_BYTES ? 2 : 1);
  }

  private static CountTokensRequest count(List<Component> components) {
    return CountTokensRequest.newBuilder().setModel(MODEL).addAllComponents(components).build();
  }

  private static FitContextRequest fit(List<Component> components, int bytes) {
    Policy.Builder policy = Policy.newBuilder().setOutputReserveTokens(0).setHeadroomTokens(0);
    if (bytes >= BARE_BELOW_BYTES) {
      policy.setContextWindowTokens(Math.min(1_000_000, bytes / BYTES_OF_A_TOKEN / 4 * 3));
    }
    return FitContextRequest.newBuilder()
        .setModel(MODEL)
        .setPolicy(policy)
        .addAllComponents(components)
        .build();
  }

  private static CompactRequest compact(List<Message> messages, int bytes) {
    return CompactRequest.newBuilder()
        .setModel(MODEL)
        .addAllMessages(messages)
        .setTargetTokens(bytes / BYTES_OF_A_TOKEN / 2)
        .build();
  }

  private static PlanBudgetRequest plan(int slots) {
    PlanBudgetRequest.Builder plan = PlanBudgetRequest.newBuilder().setModel(MODEL);
    Policy.Builder policy = Policy.newBuilder();
    for (int i = 0; i < slots; i++) {
      String name = "passages-of-source-" + i;
      policy.addSlots(Slot.newBuilder().setName(name).setFloorTokens(64).setWeight(1 + i % 3));
      plan.addDemands(SlotDemand.newBuilder().setSlot(name).setDemandTokens(500 + 7 * i));
    }
    return plan.setPolicy(policy).build();
  }
}
