package dev.contextbudget.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Brings all logs, gRPC's and the JDK's too, into the one that is configured. */
final class Logging {
  private Logging() {}

  /** Puts the settings in force. */
  static void configure(ServerConfig.Log config) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.putProperty("level", config.level().name());
    context.putProperty("format", config.format().name().toLowerCase(Locale.ROOT));
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    URL file = Objects.requireNonNull(Logging.class.getResource("/logback.xml"), "logback.xml");
    try {
      configurator.doConfigure(file);
    } catch (JoranException e) {
      throw new IllegalStateException("logback.xml is broken", e);
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /** Writes what waits, for five seconds at most; nothing is logged after it. */
  static synchronized void close() {
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
  }
}
