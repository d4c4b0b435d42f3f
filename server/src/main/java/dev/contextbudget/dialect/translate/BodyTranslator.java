package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the request that a body of one API is as a body of another, where nothing is lost.
 *
 * <p>All go through {@link PlainRequest}: four readers and four writers, and no pairs. Everything
 * that a reader did not take, and everything that a writer has no place for, is a {@link Loss}, and
 * one is enough to refuse. {@link LeftOut} lists what is no loss, and why.
 *
 * <p>Linear in the bytes of the body.
 */
public final class BodyTranslator {

  /**
   * A body in another API.
   *
   * @param json the body
   * @param media by the JSON Pointer of each image and file in it: where it came from
   */
  public record Translation(Utf8Text json, Map<String, JsonValue> media) {}

  private BodyTranslator() {}

  /**
   * Translates a body.
   *
   * @param body valid in its API: each result has its call before it
   * @param model that it is for
   * @throws NotConvertible with all that would be lost
   */
  public static Translation translate(Format from, JsonDocument body, Format to, TargetModel model)
      throws NotConvertible {
    Target target = new Target(to, model);
    PlainRequest request = reader(from, target.losses()).read(body);
    checkResults(to, request, target.losses());
    checkEnd(from, to, request, target.losses());
    writer(target).write(request);
    target.losses().throwIfAny();
    return new Translation(target.out().text(), target.media());
  }

  /** OpenAI Responses alone takes a result wherever it stands behind its call. */
  private static void checkResults(Format to, PlainRequest request, Losses losses) {
    Set<String> calls = new HashSet<>(); // of what the assistant said last
    Role before = Role.USER;
    for (PlainMessage message : request.messages()) {
      if (message.role() != Role.TOOL && message.role() != before) {
        calls.clear();
      }
      before = message.role();
      for (PlainPart part : message.parts()) {
        if (part instanceof PlainPart.Call call) {
          calls.add(call.key());
        }
        boolean isLate = part instanceof PlainPart.Result result && !calls.contains(result.key());
        if (isLate && to != Format.OPENAI_RESPONSES) {
          losses.add(part.at(), "a result that does not follow its call directly");
        }
      }
    }
  }

  /** OpenAI answers a message of the assistant with another; the others may go on with it. */
  private static void checkEnd(Format from, Format to, PlainRequest request, Losses losses) {
    List<PlainMessage> messages = request.messages();
    boolean isTold = isOpenAi(from) && isOpenAi(to);
    if (isTold || messages.isEmpty()) {
      return;
    }
    PlainMessage last = messages.get(messages.size() - 1);
    boolean isAnswer =
        last.role() == Role.ASSISTANT
            && last.parts().stream().noneMatch(PlainPart.Call.class::isInstance);
    if (isAnswer) {
      losses.addIfNone(last.at(), "a message of the assistant at the end");
    }
  }

  private static boolean isOpenAi(Format format) {
    return format == Format.OPENAI_CHAT || format == Format.OPENAI_RESPONSES;
  }

  static PlainReader reader(Format format, Losses losses) {
    return switch (format) {
      case OPENAI_CHAT -> new FromChat(losses);
      case OPENAI_RESPONSES -> new FromResponses(losses);
      case ANTHROPIC_MESSAGES -> new FromAnthropic(losses);
      case GEMINI -> new FromGemini(losses);
    };
  }

  static PlainWriter writer(Target target) {
    return switch (target.format()) {
      case OPENAI_CHAT -> new ToChat(target);
      case OPENAI_RESPONSES -> new ToResponses(target);
      case ANTHROPIC_MESSAGES -> new ToAnthropic(target);
      case GEMINI -> new ToGemini(target);
    };
  }
}
