package dev.contextbudget.grpc;

import dev.contextbudget.bodies.TestBody;
import dev.contextbudget.v1.LintFinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is found in each body that breaks a rule: all of it, how bad and where.
 *
 * <p>A line of {@code bodies/findings.txt} is a body, and the indented ones behind it are its
 * findings. {@code -Dgolden.update=true} writes the file anew; read it before you commit it.
 */
final class ExpectedFindings {
  private static final Path FILE = Path.of("src/test/resources/bodies/findings.txt");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  private ExpectedFindings() {}

  /** Returns the findings of each body by its name. */
  static Map<String, List<String>> of(List<TestBody> bodies) {
    try {
      if (UPDATE) {
        Files.writeString(FILE, write(bodies));
      }
      return read(Files.readAllLines(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what is found in a body, in the order of the report. */
  static List<String> found(TestBody body) {
    return LintedBodies.lint(body).getFindingsList().stream().map(ExpectedFindings::line).toList();
  }

  private static String line(LintFinding finding) {
    String severity = finding.getSeverity().name().replace("LINT_SEVERITY_", "");
    return "%s %s %s".formatted(severity, finding.getRule(), finding.getJsonPointer()).strip();
  }

  private static String write(List<TestBody> bodies) {
    Map<String, List<String>> all = new TreeMap<>();
    bodies.forEach(body -> all.put(body.name(), found(body)));
    StringBuilder text = new StringBuilder();
    all.forEach(
        (name, findings) -> {
          text.append(name).append('\n');
          findings.forEach(finding -> text.append("  ").append(finding).append('\n'));
        });
    return text.toString();
  }

  private static Map<String, List<String>> read(List<String> lines) {
    Map<String, List<String>> all = new TreeMap<>();
    List<String> findings = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith(" ")) {
        findings.add(line.strip());
      } else {
        findings = new ArrayList<>();
        all.put(line, findings);
      }
    }
    return all;
  }
}
