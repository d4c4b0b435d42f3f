package dev.contextbudget.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was opened, last first, so that nothing is closed under something that uses it.
 *
 * <p>One that cannot be closed does not keep the others open.
 */
public final class CloseStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

  private record Open(String name, AutoCloseable resource) {}

  private final Deque<Open> open = new ArrayDeque<>();

  /** Remembers something that was opened; returns it. */
  public synchronized <T extends AutoCloseable> T push(String name, T resource) {
    open.push(new Open(name, resource));
    return resource;
  }

  /** Closes everything that is still open. */
  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      Open next = open.pop();
      try {
        next.resource().close();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the rest is closed all the same, in more haste
      } catch (Exception e) {
        LOG.warn("cannot close {}", next.name(), e);
      }
    }
  }
}
