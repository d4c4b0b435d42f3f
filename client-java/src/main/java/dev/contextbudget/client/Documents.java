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
        if (taken++ == 0) {
          document.setModel(model);
        }
        return document.build();
      }
    };
  }
}
