package dev.contextbudget.dialect.responses;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A body that the API takes. Each item tells by a member of ours which it is, and of which answer
 * of the model: {@code x_no} and {@code x_answer}.
 */
final class RandomInput {
  private static final String[] WORDS = {
    "harbour", "tide", "Ω", "raft", "ferry 🚢", "\\\"quoted\\\"", "a", "line\\nbreak", "lighthouse"
  };

  private final Random random;
  private final List<String> items = new ArrayList<>();
  private int answers;
  private int calls;
  private boolean inFlight;

  RandomInput(long seed) {
    this.random = new Random(seed);
  }

  Random random() {
    return random;
  }

  /** Returns a body. */
  String body() {
    boolean continued = chance(5);
    if (continued && chance(2)) {
      add(-1, "'type':'function_call_output','call_id':'call_before','output':'%s'", words(9));
    } else if (chance(4)) {
      add(-1, "'type':'compaction','encrypted_content':'%s'", sealed());
    }
    if (chance(2)) {
      add(-1, "'role':'developer','content':'%s'", words(6));
    }
    int turns = 1 + random.nextInt(5);
    for (int turn = 0; turn < turns; turn++) {
      turn(turn == turns - 1);
    }
    if (!inFlight && chance(12)) {
      add(-1, "'type':'compaction_trigger'");
    }
    String before = continued ? "\"previous_response_id\": \"resp_0\", " : "";
    String gap = chance(2) ? ",\n    " : ",";
    return "{%s\"input\": [\n    %s\n  ], \"model\": \"gpt-5\", \"temperature\": 1.50}"
        .formatted(before, String.join(gap, items));
  }

  private void turn(boolean last) {
    user();
    int rounds = random.nextInt(4);
    for (int round = 0; round < rounds; round++) {
      switch (random.nextInt(6)) {
        case 0 -> interleaved();
        case 1 -> referenced();
        case 2 -> program();
        default -> batch(last && round == rounds - 1 && chance(3));
      }
    }
    if (!last || (rounds == 0 && chance(4))) {
      saying();
    }
    if (inFlight) {
      return;
    }
    if (chance(6)) {
      add(-1, "'type':'configuration_update','reasoning':{'effort':'high'}");
    }
    if (chance(6)) {
      add(-1, "'type':'message','role':'developer','content':'%s'", words(5));
    }
  }

  private void user() {
    switch (random.nextInt(4)) {
      case 0 -> add(-1, "'role':'user','content':'%s'", words(20));
      case 1 ->
          add(
              -1,
              "'type':'message','role':'user','content':[{'type':'input_text','text':'%s'},"
                  + "{'type':'input_image','image_url':'https://example.org/a.png'}]",
              words(9));
      case 2 ->
          add(
              -1,
              "'role':'user','content':[{'type':'input_text','text':'%s'},"
                  + "{'type':'input_text','text':'%s'}]",
              words(5),
              words(30));
      default -> add(-1, "'content':'%s','role':'user'", words(3));
    }
  }

  private void reasoning(int answer) {
    int many = random.nextInt(5) == 0 ? 2 : 1;
    for (int i = 0; i < many; i++) {
      add(
          answer,
          "'type':'reasoning','id':'rs_%d_%d','summary':[{'type':'summary_text','text':'%s'}],"
              + "'encrypted_content':'%s'",
          answer,
          i,
          words(6),
          sealed());
    }
  }

  private void saying() {
    int answer = answers++;
    if (chance(2)) {
      reasoning(answer);
      message(answer);
    } else {
      add(-1, "'role':'assistant','content':'%s'", words(15));
    }
  }

  private void message(int answer) {
    add(
        answer,
        "'type':'message','id':'msg_%d_%d','role':'assistant','status':'completed','content':"
            + "[{'type':'output_text','text':'%s','annotations':[]}]",
        answer,
        items.size(),
        words(20));
  }

  /**
   * A batch, its results behind it.
   *
   * @param last whether the body ends in it, before all its results are there
   */
  private void batch(boolean last) {
    int answer = answers++;
    boolean ids = chance(2);
    if (ids) {
      reasoning(answer);
      if (chance(4)) {
        search(answer);
      }
      if (chance(4)) {
        message(answer);
      }
    }
    List<String> results = new ArrayList<>();
    int many = 1 + random.nextInt(3);
    for (int i = 0; i < many; i++) {
      results.add(call(answer, ids));
    }
    inFlight = last;
    if (last) {
      results.subList(random.nextInt(many), many).clear();
    } else if (chance(3)) {
      Collections.shuffle(results, random);
    }
    results.forEach(result -> add(answer, result));
  }

  /** A batch, each result directly behind its call. */
  private void interleaved() {
    int answer = answers++;
    boolean ids = chance(2);
    if (ids) {
      reasoning(answer);
    }
    int many = 2 + random.nextInt(2);
    for (int i = 0; i < many; i++) {
      String result = call(answer, ids);
      add(answer, result);
    }
  }

  /** An answer of which the provider keeps the items. */
  private void referenced() {
    int answer = answers++;
    add(answer, "'type':'item_reference','id':'rs_%d_0'", answer);
    int many = 1 + random.nextInt(2);
    for (int i = 0; i < many; i++) {
      add(answer, "'type':'item_reference','id':'fc_kept_%d'", calls + i);
    }
    for (int i = 0; i < many; i++) {
      add(
          answer,
          "'type':'function_call_output','call_id':'call_kept_%d','output':'%s'",
          calls++,
          words(12));
    }
  }

  /** A program that calls a function in two rounds. */
  private void program() {
    int answer = answers++;
    int program = calls++;
    add(
        answer,
        "'type':'program','id':'prg_%d','call_id':'call_prg%d','code':'%s','fingerprint':'f'",
        program,
        program,
        words(4));
    for (int round = 0; round < 2; round++) {
      add(
          answer,
          "'type':'function_call','call_id':'call_%d','name':'fare','arguments':'{}',"
              + "'caller':{'type':'program','caller_id':'call_prg%d'}",
          calls,
          program);
      add(
          answer,
          "'type':'function_call_output','call_id':'call_%d','output':'%s'",
          calls++,
          words(9));
    }
    add(
        answer,
        "'type':'program_output','id':'prgo_%d','call_id':'call_prg%d','result':'%s',"
            + "'status':'completed'",
        program,
        program,
        words(3));
  }

  private void search(int answer) {
    add(
        answer,
        "'type':'web_search_call','id':'ws_%d','status':'completed','action':{'type':'search',"
            + "'query':'%s'}",
        answer,
        words(3));
  }

  /** Adds a call and returns its result. */
  private String call(int answer, boolean withId) {
    int call = calls++;
    String id = withId ? "'id':'it_%d',".formatted(call) : "";
    switch (random.nextInt(6)) {
      case 0:
        add(
            answer,
            id + "'type':'custom_tool_call','call_id':'call_%d','name':'edit','input':'%s'",
            call,
            words(4));
        return ("'type':'custom_tool_call_output','call_id':'call_%d','output':"
                + "[{'type':'input_text','text':'%s'}]")
            .formatted(call, words(12));
      case 1:
        add(
            answer,
            id + "'type':'shell_call','call_id':'call_%d','action':{'commands':['%s']}",
            call,
            words(2));
        return ("'type':'shell_call_output','call_id':'call_%d','output':"
                + "[{'stdout':'%s','stderr':'%s','outcome':{'type':'exit','exit_code':1}}]")
            .formatted(call, words(14), words(2));
      case 2:
        add(
            answer,
            "'type':'computer_call','id':'cu_%d','call_id':'call_%d','pending_safety_checks':[],"
                + "'status':'completed','action':{'type':'screenshot'}",
            call,
            call);
        return ("'type':'computer_call_output','call_id':'call_%d','output':"
                + "{'type':'computer_screenshot','image_url':'https://example.org/shot.png'}")
            .formatted(call);
      case 3:
        add(
            answer,
            "'type':'mcp_approval_request','id':'mcpr_%d','server_label':'s','name':'lend',"
                + "'arguments':'{}'",
            call);
        return "'type':'mcp_approval_response','approval_request_id':'mcpr_%d','approve':true"
            .formatted(call);
      default:
        add(
            answer,
            id + "'type':'function_call','call_id':'call_%d','name':'fare','arguments':'{}'",
            call);
        return "'type':'function_call_output','call_id':'call_%d','output':'%s'"
            .formatted(call, words(25));
    }
  }

  private boolean chance(int oneIn) {
    return random.nextInt(oneIn) == 0;
  }

  private String words(int most) {
    List<String> words = new ArrayList<>();
    int many = 1 + random.nextInt(most);
    for (int i = 0; i < many; i++) {
      words.add(WORDS[random.nextInt(WORDS.length)]);
    }
    return String.join(" ", words);
  }

  private String sealed() {
    return "A".repeat(8 + random.nextInt(120));
  }

  private void add(int answer, String members, Object... values) {
    String item = values.length == 0 ? members : members.formatted(values);
    items.add(
        "{"
            + item.replace('\'', '"')
            + ",\"x_no\":%d,\"x_answer\":%d}".formatted(items.size(), answer));
  }
}
