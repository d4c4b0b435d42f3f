package dev.contextbudget.ops;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the JVM reads loaded classes from an AOT cache, as it was told to.
 *
 * <p>A cache that does not fit the JVM or its flags is left out with a line in the log, and the
 * start takes several times as long: seen with JDK 25, where {@code -XX:+UseZGC} refuses a cache of
 * G1. What is used is mapped into the process, which Linux tells.
 *
 * @param configured whether {@code -XX:AOTCache} names one
 * @param used whether that one is mapped
 */
record AotCache(boolean configured, boolean used) {
  private static final Path MAPS = Path.of("/proc/self/maps");

  /** Looks at this process. */
  static AotCache ofThisProcess() {
    String file = file();
    return new AotCache(!file.isEmpty(), !file.isEmpty() && isMapped(file));
  }

  private static String file() {
    HotSpotDiagnosticMXBean jvm =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (jvm == null) {
      return "";
    }
    try {
      return jvm.getVMOption("AOTCache").getValue();
    } catch (IllegalArgumentException beforeJdk24) {
      return "";
    }
  }

  private static boolean isMapped(String file) {
    try {
      String path = Path.of(file).toRealPath().toString();
      return Files.readString(MAPS, StandardCharsets.ISO_8859_1)
          .lines()
          .anyMatch(line -> line.endsWith(" " + path));
    } catch (IOException e) {
      return false;
    }
  }
}
