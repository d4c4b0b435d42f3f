package dev.contextbudget.lint;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.lint.VolatileText.Finding;
import java.util.List;
import java.util.function.Consumer;

/** What a text is put through to count the steps that it takes. */
public enum FindingWork implements Consumer<byte[]> {
  FINDING {
    @Override
    public void accept(byte[] text) {
      List<Finding> ignored = VolatileText.find(Utf8Text.wrap(text), 10, StopSignal.NEVER);
    }
  }
}
