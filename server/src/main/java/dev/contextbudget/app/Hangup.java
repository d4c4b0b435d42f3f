package dev.contextbudget.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something when the process gets {@code SIGHUP}, by which daemons are told to read their
 * files again; without it the JVM stops.
 *
 * <p>The JDK supports the class for it and lets no compiler use it without a warning, which is an
 * error here; so it is found by name. Where there is no such signal, nothing is done.
 */
final class Hangup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

  private final @Nullable Object before;

  private Hangup(@Nullable Object before) {
    this.before = before;
  }

  /** Runs an action, on a thread of the JVM's own, for each signal until this is closed. */
  static Hangup on(Runnable action) {
    try {
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (self, method, args) -> {
                action.run();
                return null;
              });
      Object before = handle(handler);
      if (type.getField("SIG_IGN").get(null).equals(before)) {
        // the JVM then leaves it so: nohup means that a process goes on as if there were none
        LOG.info("SIGHUP is ignored, as it was where this process was started");
      }
      return new Hangup(before);
    } catch (ReflectiveOperationException e) {
      LOG.debug("SIGHUP cannot be handled here", e);
      return new Hangup(null);
    }
  }

  @Override
  public void close() throws ReflectiveOperationException {
    if (before != null) {
      handle(before);
    }
  }

  /** Returns the handler before. */
  private static @Nullable Object handle(Object handler) throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    try {
      return signal
          .getMethod("handle", signal, type)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handler);
    } catch (InvocationTargetException e) {
      throw new ReflectiveOperationException("no such signal, or it is in use", e.getCause());
    }
  }
}
