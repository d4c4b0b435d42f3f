package dev.contextbudget.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Everything that the server logs as it is delivered, but from the lowest level on; nothing of it
 * is printed.
 */
public final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final java.util.logging.Logger JDK = java.util.logging.Logger.getLogger("");

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final java.util.logging.Level jdkLevel = JDK.getLevel();
  private final List<Handler> jdkHandlers = List.of(JDK.getHandlers());

  /** Begins to capture. */
  public CapturedLog() {
    Logging.configure(new ServerConfig.Log(ServerConfig.Level.DEBUG, ServerConfig.Format.PLAIN));
    setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    start();
    root().detachAndStopAllAppenders();
    root().addAppender(this);
    root().setLevel(Level.TRACE);
    JDK.setLevel(java.util.logging.Level.ALL);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  @Override
  protected void append(ILoggingEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(event.getLevel()).append(' ').append(event.getLoggerName()).append(' ');
    line.append(event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> line.append(' ').append(pair));
    }
    for (IThrowableProxy t = event.getThrowableProxy(); t != null; t = t.getCause()) {
      line.append('\n').append(t.getClassName()).append(": ").append(t.getMessage());
      for (StackTraceElementProxy frame : t.getStackTraceElementProxyArray()) {
        line.append('\n').append(frame);
      }
    }
    lines.add(line.toString());
  }

  /** Returns what was logged, an event each: level, logger, message, fields, stack trace. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    SLF4JBridgeHandler.uninstall();
    jdkHandlers.forEach(JDK::addHandler);
    JDK.setLevel(jdkLevel);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    try {
      new ContextInitializer(context).autoConfig();
    } catch (JoranException e) {
      throw new IllegalStateException(e);
    }
  }
}
