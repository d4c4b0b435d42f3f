package dev.contextbudget.tokenizer.file;

import com.google.gson.JsonElement;
import java.util.List;

/**
 * Looks at what a {@code tokenizer.json} puts around a text, which is not counted: it has to leave
 * the text itself as it is.
 */
final class PostProcessors {
  private PostProcessors() {}

  /** Refuses a template that has the tokens of a text twice, or not at all. */
  static void check(List<Step> steps) throws BadTokenizerFile {
    for (Step step : steps) {
      if (step.is("TemplateProcessing")) {
        int texts = 0;
        for (JsonElement piece : step.required("single").getAsJsonArray()) {
          texts += piece.getAsJsonObject().has("Sequence") ? 1 : 0;
        }
        if (texts != 1) {
          throw new BadTokenizerFile(
              "post_processor: a template with a text %d times is not supported".formatted(texts));
        }
      }
    }
  }
}
