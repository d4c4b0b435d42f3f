package dev.contextbudget.core.prefix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Different prompts have different hashes, however their pieces are nested and split. */
class PromptHashTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  /** A message as far as it is hashed. */
  private record Said(Role role, String name, List<Part> parts) {}

  private static byte[] hash(List<Said> messages) {
    PromptHash hash = new PromptHash();
    for (Said message : messages) {
      hash.add(message.role(), message.name());
      message.parts().forEach(hash::add);
    }
    return hash.value();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aPromptThatIsNestedOrSplitDifferentlyHasAnotherHash(long seed) {
    Prompts prompts = new Prompts(seed);
    List<Said> one = prompts.messages();
    List<Said> two = one;
    while (written(two).equals(written(one))) {
      two = prompts.rearranged(one);
    }

    assertFalse(Arrays.equals(hash(one), hash(two)), written(one) + "\n" + written(two));
    assertArrayEquals(hash(one), hash(prompts.copy(one)));
  }

  @Test
  void aPartInsideAResultIsNotOneBehindIt() {
    Part a = text("a");
    Part b = text("b");

    List<Said> inside = said(new Part.ToolResult("c", false, List.of(a, b)));
    List<Said> behind = said(new Part.ToolResult("c", false, List.of(a)), b);

    assertFalse(Arrays.equals(hash(inside), hash(behind)));
  }

  @Test
  void aHashCanBeReadOnTheWay() {
    PromptHash hash = new PromptHash();
    hash.add(text("a"));
    long first = hash.shortValue();
    assertEquals(first, hash.shortValue());
    assertEquals(6, hash.bytes(), "type, four bytes of length, one of text");

    hash.add(text("b"));

    assertNotEquals(first, hash.shortValue());
    assertEquals(12, hash.bytes());
  }

  private static List<Said> said(Part... parts) {
    return List.of(new Said(Role.TOOL, "", List.of(parts)));
  }

  private static Part text(String text) {
    return new Part.Text(Utf8Text.of(text));
  }

  /** Returns a prompt as nested and quoted text: what the hash must tell apart. */
  private static String written(List<Said> messages) {
    return messages.stream()
        .map(m -> "%s %s %s".formatted(m.role(), quoted(m.name()), writtenParts(m.parts())))
        .collect(Collectors.joining(";"));
  }

  private static String writtenParts(List<Part> parts) {
    return parts.stream().map(PromptHashTest::written).collect(Collectors.joining(",", "[", "]"));
  }

  private static String written(Part part) {
    if (part instanceof Part.Text text) {
      return "text" + quoted(text.text().decode());
    }
    if (part instanceof Part.ToolCall call) {
      String arguments = quoted(call.argumentsJson().decode());
      return "call" + quoted(call.id()) + quoted(call.name()) + arguments;
    }
    if (part instanceof Part.ToolResult result) {
      return "result" + quoted(result.callId()) + result.isError() + writtenParts(result.parts());
    }
    if (part instanceof Part.Image image) {
      String size = "%d x %d".formatted(image.widthPixels(), image.heightPixels());
      String kind = quoted(image.detail()) + quoted(image.mediaType());
      return "image" + size + kind + Arrays.toString(image.payload().bytes());
    }
    if (part instanceof Part.File file) {
      String payload = Arrays.toString(file.payload().bytes());
      return "file" + file.pages() + quoted(file.mediaType()) + payload;
    }
    if (part instanceof Part.Thinking thinking) {
      return "thinking" + thinking.tokens() + Arrays.toString(thinking.payload().bytes());
    }
    Part.Opaque opaque = (Part.Opaque) part;
    return "opaque" + opaque.tokens() + Arrays.toString(opaque.payload().bytes());
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Prompts of few and short pieces, which are the ones that can be taken for each other. */
  private static final class Prompts {
    private final SplittableRandom random;

    Prompts(long seed) {
      this.random = new SplittableRandom(seed);
    }

    List<Said> messages() {
      List<Said> messages = new ArrayList<>();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        messages.add(new Said(role(), word(), parts(1 + random.nextInt(4), true)));
      }
      return messages;
    }

    private Role role() {
      return Role.values()[random.nextInt(Role.values().length)];
    }

    private String word() {
      return "tmrc01".substring(0, random.nextInt(4));
    }

    private List<Part> parts(int most, boolean nested) {
      List<Part> parts = new ArrayList<>();
      for (int i = random.nextInt(most + 1); i > 0; i--) {
        parts.add(part(nested));
      }
      return parts;
    }

    private Part part(boolean nested) {
      Part.Payload payload = new Part.Payload(word().getBytes(StandardCharsets.UTF_8));
      return switch (random.nextInt(nested ? 9 : 4)) {
        case 0, 1 -> text(word());
        case 2 -> new Part.Image(random.nextInt(2), random.nextInt(2), word(), word(), payload);
        case 3 -> new Part.File(random.nextInt(2), word(), payload);
        case 4 -> new Part.ToolCall(word(), word(), Utf8Text.of(word()));
        case 5 -> new Part.Thinking(payload, random.nextInt(2));
        case 6 -> new Part.Opaque(payload, random.nextInt(2));
        default -> new Part.ToolResult(word(), random.nextBoolean(), parts(3, false));
      };
    }

    /** Returns the prompt with the same pieces in other hands, as far as it has any to move. */
    List<Said> rearranged(List<Said> messages) {
      List<Said> other = new ArrayList<>(messages);
      int at = random.nextInt(messages.size());
      Said message = messages.get(at);
      List<Part> parts = new ArrayList<>(message.parts());
      switch (random.nextInt(5)) {
        case 0 -> moveIntoOrOutOfAResult(parts);
        case 1 -> splitOrJoin(parts);
        case 2 -> parts.replaceAll(this::retyped);
        case 3 -> {
          if (!parts.isEmpty() && at + 1 < messages.size()) {
            Said next = messages.get(at + 1);
            List<Part> more = new ArrayList<>(next.parts());
            more.add(0, parts.remove(parts.size() - 1));
            other.set(at + 1, new Said(next.role(), next.name(), more));
          }
        }
        default -> parts.add(random.nextInt(parts.size() + 1), part(true));
      }
      other.set(at, new Said(message.role(), message.name(), parts));
      return other;
    }

    private void moveIntoOrOutOfAResult(List<Part> parts) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i) instanceof Part.ToolResult result) {
          List<Part> inside = new ArrayList<>(result.parts());
          if (i + 1 < parts.size() && random.nextBoolean()) {
            inside.add(parts.remove(i + 1));
          } else if (!inside.isEmpty()) {
            parts.add(i + 1, inside.remove(inside.size() - 1));
          }
          parts.set(i, new Part.ToolResult(result.callId(), result.isError(), inside));
          return;
        }
      }
    }

    private void splitOrJoin(List<Part> parts) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i) instanceof Part.Text text) {
          if (i + 1 < parts.size() && parts.get(i + 1) instanceof Part.Text next) {
            parts.set(i, text(text.text().decode() + next.text().decode()));
            parts.remove(i + 1);
          } else {
            int half = text.text().length() / 2;
            parts.set(i, text(text.text().decode().substring(0, half)));
            parts.add(i + 1, text(text.text().decode().substring(half)));
          }
          return;
        }
      }
    }

    /** Returns the same bytes as another kind of part, or between other fields of the same. */
    private Part retyped(Part part) {
      if (part instanceof Part.Thinking thinking) {
        return new Part.Opaque(thinking.payload(), thinking.tokens());
      }
      if (part instanceof Part.Opaque opaque) {
        return new Part.Thinking(opaque.payload(), opaque.tokens());
      }
      if (part instanceof Part.ToolCall call) {
        String joined = call.id() + call.name();
        int id = random.nextInt(joined.length() + 1);
        return new Part.ToolCall(
            joined.substring(0, id), joined.substring(id), call.argumentsJson());
      }
      return part;
    }

    List<Said> copy(List<Said> messages) {
      return messages.stream()
          .map(m -> new Said(m.role(), m.name(), m.parts().stream().map(this::copy).toList()))
          .toList();
    }

    /** Returns a text whose bytes are a range of longer ones: a hash is of the text alone. */
    private Part copy(Part part) {
      return part instanceof Part.Text text
          ? new Part.Text(Utf8Text.of("<" + text.text().decode() + ">").slice(1, 1 + length(text)))
          : part;
    }

    private static int length(Part.Text text) {
      return text.text().length();
    }
  }
}
