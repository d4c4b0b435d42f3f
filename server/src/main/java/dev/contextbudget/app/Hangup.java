package dev.contextbudget.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something when the process gets {@code SIGHUP}, by which daemons are told to read their
 * files again; without it the JVM stops. Who comes later is asked after who came before.
 *
 * <p>The JDK supports the class for it and lets no compiler use it without a warning, which is an
 * error here; so it is found by name. Where there is no such signal, nothing is done.
 */
final class Hangup implements InvocationHandler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

  private final Runnable action;
  private volatile @Nullable Object before;

  private Hangup(Runnable action) {
    this.action = action;
  }

  /** Runs an action, on a thread of the JVM's own, for each signal until this is closed. */
  static Hangup on(Runnable action) {
    Hangup hangup = new Hangup(action);
    try {
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      Object before =
          handle(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, hangup));
      if (type.getField("SIG_IGN").get(null).equals(before)) {
        // the JVM then leaves it so: nohup means that a process goes on as if there were none
        LOG.info("SIGHUP is ignored, as it was where this process was started");
      }
      hangup.before = before;
    } catch (ReflectiveOperationException e) {
      LOG.debug("SIGHUP cannot be handled here", e);
    }
    return hangup;
  }

  @Override
  public @Nullable Object invoke(Object handler, Method method, Object @Nullable [] signal) {
    Object earlier = before;
    if (earlier != null
        && Proxy.isProxyClass(earlier.getClass())
        && Proxy.getInvocationHandler(earlier) instanceof Hangup hangup) {
      hangup.invoke(earlier, method, signal);
    }
    action.run();
    return null;
  }

  @Override
  public void close() throws ReflectiveOperationException {
    Object earlier = before;
    if (earlier != null) {
      handle(earlier);
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
