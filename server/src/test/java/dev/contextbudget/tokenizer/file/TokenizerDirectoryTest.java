package dev.contextbudget.tokenizer.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.token.Tokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory in all the states an operator can bring it to. */
final class TokenizerDirectoryTest {
  @TempDir private Path folder;

  @Test
  void eachFileIsATokenizerOfItsName() throws IOException {
    write("qwen2.json", TinyTokenizer.ofBytes("a b"));
    write("kimi_k2.tiktoken.model", TinyTokenizer.ranks("ab"));
    write("kimi_k2.yaml", "split: kimi_k2");
    write(".hidden", "");

    Map<String, Tokenizer> read = new TokenizerDirectory(folder).read();

    assertEquals(Set.of("qwen2", "kimi_k2"), read.keySet());
    read.forEach(
        (name, tokenizer) -> assertTrue(tokenizer.id().matches(name + ":[0-9a-f]{8}"), name));
  }

  @Test
  void aLinkToNothingIsToldAsOne() throws IOException {
    Files.createSymbolicLink(folder.resolve("one.json"), folder.resolve("nothing"));

    BadTokenizerDirectory refused =
        assertThrows(BadTokenizerDirectory.class, () -> new TokenizerDirectory(folder).read());

    assertEquals(
        folder.resolve("one.json") + ": has gone, or is a link to nothing", refused.getMessage());
  }

  @Test
  void aFileIsReadAgainWhenItChanged() throws IOException {
    write("one.json", TinyTokenizer.ofBytes("a b"));
    write("two.txt", TinyTokenizer.ranks("ab"));
    write("two.yaml", "split: gpt2");
    TokenizerDirectory directory = new TokenizerDirectory(folder);
    Map<String, Tokenizer> before = directory.read();
    Map<Path, FileStamp> stamps = directory.stamps();
    assertEquals(before, directory.read());

    write("two.yaml", "split: cl100k");

    assertNotEquals(stamps, directory.stamps());
    Map<String, Tokenizer> after = directory.read();
    assertSame(before.get("one"), after.get("one"));
    assertNotSame(before.get("two"), after.get("two"));
  }

  /** The first of three states comes back, and its vocabulary was not kept beside the second's. */
  @Test
  void onlyTheLastStateOfAFileIsKept() throws IOException {
    FileTime time = FileTime.fromMillis(0);
    Files.setLastModifiedTime(write("one.txt", TinyTokenizer.ranks("ab")), time);
    Files.setLastModifiedTime(write("one.yaml", "split: gpt2"), time);
    TokenizerDirectory directory = new TokenizerDirectory(folder);
    Map<String, Tokenizer> first = directory.read();

    Files.delete(folder.resolve("one.yaml"));
    write("one.txt", TinyTokenizer.ofBytes("a b"));
    directory.read();

    Files.setLastModifiedTime(write("one.txt", TinyTokenizer.ranks("ab")), time);
    Files.setLastModifiedTime(write("one.yaml", "split: gpt2"), time);
    assertNotSame(first.get("one"), directory.read().get("one"));
  }

  /** What a sum over the files says, worked out apart. */
  @Test
  void theIdIsOfTheWholeContentAndOfTheFileBeside() throws Exception {
    String ranks = TinyTokenizer.ranks("ab");
    String blank = "\n".repeat(100_000); // which reading JSON does not come to
    write("one.json", TinyTokenizer.ofBytes("a b") + blank);
    write("two.txt", ranks);
    write("two.yaml", "split: gpt2");
    TokenizerDirectory directory = new TokenizerDirectory(folder);

    Map<String, Tokenizer> read = directory.read();
    assertEquals("one:" + sum(TinyTokenizer.ofBytes("a b") + blank), read.get("one").id());
    assertEquals("two:" + sum(ranks + "split: gpt2"), read.get("two").id());

    write("two.yaml", "split: cl100k");
    assertEquals("two:" + sum(ranks + "split: cl100k"), directory.read().get("two").id());
  }

  private static String sum(String content) throws Exception {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String hex = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    return hex.substring(0, 8);
  }

  @Test
  void whatIsWrongIsSaidWithTheFile() throws IOException {
    assertRefused("llama3.json", "has no members", "{}");
    assertRefused("Llama3.json", "want a name of a-z, 0-9, - and _ up to the first dot", "{}");
    write("x.txt", TinyTokenizer.ranks("ab"));
    assertRefused("x.v2.yaml", "is not read: want the name x.yaml", "split: gpt2");
    Files.delete(folder.resolve("x.txt"));
    assertRefused("x.yaml", "there is no tokenizer of this name beside it", "split: gpt2");
    Files.createDirectory(folder.resolve("llama3"));
    assertRefused(folder.resolve("llama3"), "is a directory, want files only");
    write("llama3.json", TinyTokenizer.ofBytes());
    assertRefused(folder.resolve("llama3.json"), "has the name of llama3");
  }

  @Test
  void aDirectoryThatIsNotThereIsRefusedAndHasNoState() {
    TokenizerDirectory none = new TokenizerDirectory(folder.resolve("none"));
    assertEquals(Map.of(), none.stamps());
    assertEquals(
        folder.resolve("none") + ": is no directory that can be read",
        assertThrows(BadTokenizerDirectory.class, none::read).getMessage());
  }

  private void assertRefused(String name, String message, String content) throws IOException {
    assertRefused(write(name, content), message);
    Files.delete(folder.resolve(name));
  }

  private void assertRefused(Path file, String message) {
    BadTokenizerDirectory refused =
        assertThrows(BadTokenizerDirectory.class, () -> new TokenizerDirectory(folder).read());
    assertEquals(file + ": " + message, refused.getMessage());
  }

  private Path write(String name, Object content) throws IOException {
    return Files.writeString(folder.resolve(name), content.toString());
  }
}
