import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Fails the build when a test report names a skipped test. Maven runs it after the tests, on the
 * folder of reports; the reports of deleted tests stay there until {@code mvn clean}.
 */
final class NoSkippedTests {
  private NoSkippedTests() {}

  public static void main(String[] args) throws Exception {
    Path reports = Path.of(args[0]);
    if (!Files.isDirectory(reports)) {
      return;
    }
    int skipped = 0;
    DocumentBuilder parser = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(reports, "TEST-*.xml")) {
      for (Path file : files) {
        NodeList marks = parser.parse(file.toFile()).getElementsByTagName("skipped");
        for (int i = 0; i < marks.getLength(); i++) {
          Element mark = (Element) marks.item(i);
          Element test = (Element) mark.getParentNode();
          System.err.printf(
              "[ERROR] skipped: %s.%s %s%n",
              test.getAttribute("classname"), test.getAttribute("name"), mark.getAttribute("message"));
          skipped++;
        }
      }
    }
    if (skipped > 0) {
      System.err.printf("[ERROR] %d skipped test(s): run, repair or remove them.%n", skipped);
      System.exit(1);
    }
  }
}
