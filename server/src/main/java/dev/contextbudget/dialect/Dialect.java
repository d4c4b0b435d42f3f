package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.Set;

/**
 * The request body of one API: how it is read, and how what a fit adds is written in it.
 *
 * <p>Reading never fails: what is not as documented is a {@link ShapeProblem}, what is not known is
 * passed on. Time is linear in the bytes.
 */
public interface Dialect {

  Format format();

  /** Reads a body. */
  ProviderBody read(JsonDocument json, PartSizes sizes);

  /**
   * Returns a text as an element of the list of parts of a message.
   *
   * @param string the text as a JSON string, which keeps its bytes
   */
  default Utf8Text textPart(Role role, Utf8Text string) {
    return Utf8Text.concat(
        List.of(Utf8Text.of("{\"type\":\"text\",\"text\":"), string, Utf8Text.of("}")));
  }

  /**
   * Returns a message of the user with one text.
   *
   * @param string the text as a JSON string
   */
  default Utf8Text userMessage(Utf8Text string) {
    return Utf8Text.concat(
        List.of(Utf8Text.of("{\"role\":\"user\",\"content\":"), string, Utf8Text.of("}")));
  }

  /**
   * Returns what stands in place of the content of a tool's result.
   *
   * @param content as it was sent
   * @param string what is left of it, or a placeholder, as a JSON string
   */
  default Utf8Text shorterResult(JsonValue content, Utf8Text string) {
    return string;
  }

  /** Returns the members of a body that make no sense without tools. */
  List<String> membersAboutTools();

  /**
   * Returns what else of a body makes no sense without the tools that leave, where others stay.
   *
   * @param kept ids of those that stay
   */
  default List<JsonValue> withoutTools(ProviderBody body, Set<String> kept) {
    return List.of();
  }
}
