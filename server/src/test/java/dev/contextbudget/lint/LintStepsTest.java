package dev.contextbudget.lint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Steps;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The work of the rules is linear in the bytes of a body, in every format. */
class LintStepsTest {
  /** Enough for the thousand findings that are kept: until then each takes longer to find. */
  private static final int SMALL = 1 << 17;

  private static final int LARGE = 1 << 20;
  private static final int TIMES = LARGE / SMALL;

  private static final int MOST_STEPS_PER_BYTE = 50;

  /** A body that breaks some rules again and again. */
  enum HostileBody {
    CHAT_MESSAGES(LintWork.CHAT, "{'messages':[", "{'role':'assistant','content':''}", "]}"),
    CHAT_CALLS(
        LintWork.CHAT,
        "{'messages':[{'role':'assistant','tool_calls':[",
        "{'id':'a','function':{'name':'b','arguments':'{'}}",
        "]}]}"),
    CHAT_RESULTS(LintWork.CHAT, "{'messages':[", "{'role':'tool','tool_call_id':'a'}", "]}"),
    CHAT_PARTS(
        LintWork.CHAT,
        "{'messages':[{'role':'user','content':[",
        "{'type':'text','prompt_cache_breakpoint':{},'text':'\uFFFD'}",
        "]}]}"),
    CHAT_TOOLS(LintWork.CHAT, "{'tools':[", "{'function':{'name':'a.','parameters':[]}}", "]}"),
    RESPONSES_CALLS(
        LintWork.RESPONSES, "{'input':[", "{'type':'function_call','call_id':'a','id':'b'}", "]}"),
    RESPONSES_OUTPUTS(
        LintWork.RESPONSES, "{'input':[", "{'type':'function_call_output','call_id':'a'}", "]}"),
    RESPONSES_REASONING(LintWork.RESPONSES, "{'input':[", "{'type':'reasoning'}", "]}"),
    RESPONSES_TOOLS(
        LintWork.RESPONSES,
        "{'tools':[",
        "{'type':'namespace','tools':[{'type':'function','name':''}]}",
        "]}"),
    ANTHROPIC_MESSAGES(
        LintWork.ANTHROPIC, "{'messages':[", "{'role':'assistant','content':''}", "]}"),
    ANTHROPIC_BATCH(
        LintWork.ANTHROPIC,
        "{'messages':[{'role':'assistant','content':[",
        "{'type':'tool_use','id':'a.','name':'b'}",
        "]}]}"),
    ANTHROPIC_RESULTS(
        LintWork.ANTHROPIC,
        "{'messages':[",
        "{'role':'user','content':[{'type':'tool_result','tool_use_id':'a'}]}",
        "]}"),
    ANTHROPIC_SERVER_TOOLS(
        LintWork.ANTHROPIC,
        "{'messages':[{'role':'assistant','content':[",
        "{'type':'server_tool_use','id':'a','input':{}}",
        "]},{'role':'user','content':'b'}]}"),
    ANTHROPIC_MARKS(
        LintWork.ANTHROPIC,
        "{'system':[",
        "{'type':'text','text':'turn 1','cache_control':{'ttl':1}}",
        "]}"),
    GEMINI_CONTENTS(
        LintWork.GEMINI,
        "{'contents':[",
        "{'role':'model','parts':[{'functionCall':{'name':'a'}}]}",
        "]}"),
    GEMINI_PARTS(
        LintWork.GEMINI,
        "{'contents':[{'role':'user','parts':[",
        "{'functionResponse':{'name':'a'},'text':''}",
        "]}]}"),
    GEMINI_TOOLS(
        LintWork.GEMINI,
        "{'tools':[",
        "{'functionDeclarations':[{'name':'1','parameters':{'b':1,'a':2}}]}",
        "]}");

    private final LintWork work;
    private final String before;
    private final String again;
    private final String after;

    HostileBody(LintWork work, String before, String again, String after) {
      this.work = work;
      this.before = before;
      this.again = again;
      this.after = after;
    }

    byte[] json(int bytes) {
      String body = before + (again + ",").repeat(bytes / again.length()) + again + after;
      return body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesEightTimesTheStepsForEightTimesTheBytes(HostileBody body) {
    byte[] large = body.json(LARGE);
    long few = Steps.of(body.work, body.json(SMALL));
    long many = Steps.of(body.work, large);

    assertTrue(few > 0 && many <= 1.25 * TIMES * few, "%d steps, %d".formatted(few, many));
    double perByte = (double) many / large.length;
    assertTrue(perByte <= MOST_STEPS_PER_BYTE, "%.1f steps a byte".formatted(perByte));
  }
}
