package dev.contextbudget.client;

import com.google.protobuf.ByteString;
import dev.contextbudget.v1.CountTokensStreamRequest;
import java.util.Iterator;

/** Texts as the documents of {@link ContextBudgetClient#countTokensStream}. */
public final class Documents {

  private Documents() {}

  /**
   * Returns a document for each text, with its number, counted from 0, as its id. A text is taken
   * when its document is.
   *
   * @param model what the texts are counted for
   * @param texts lone surrogates in them become {@code ?}
   */
  public static Iterator<CountTokensStreamRequest> of(String model, Iterator<String> texts) {
    return of(model, texts, false);
  }

  /**
   * Returns the documents of one text that comes in parts, such as an answer that a model is still
   * writing: each goes on from the one before it, and its answer has the tokens of all so far. A
   * part is taken when its document is, and has its number as its id.
   *
   * @param model what the text is counted for
   * @param parts lone surrogates in them become {@code ?}, so none should end within a character
   */
  public static Iterator<CountTokensStreamRequest> ofParts(String model, Iterator<String> parts) {
    return of(model, parts, true);
  }

  private static Iterator<CountTokensStreamRequest> of(
      String model, Iterator<String> texts, boolean areParts) {
    return new Iterator<>() {
      private int taken;

      @Override
      public boolean hasNext() {
        return texts.hasNext();
      }

      @Override
      public CountTokensStreamRequest next() {
        CountTokensStreamRequest.Builder document =
            CountTokensStreamRequest.newBuilder()
                .setDocumentId(Integer.toString(taken))
                .setTextUtf8(ByteString.copyFromUtf8(texts.next()));
        if (taken == 0) {
          document.setModel(model);
        } else {
          document.setContinuesPrevious(areParts);
        }
        taken++;
        return document.build();
      }
    };
  }
}
