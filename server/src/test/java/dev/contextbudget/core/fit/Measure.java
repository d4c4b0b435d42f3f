package dev.contextbudget.core.fit;
import dev.contextbudget.core.budget.*;
import dev.contextbudget.core.error.*;
import dev.contextbudget.core.item.*;
import dev.contextbudget.core.prompt.*;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import java.util.*;
import java.util.stream.*;
public final class Measure {
  static Map<String,Integer> n = new TreeMap<>();
  static void hit(String k, boolean b) { n.merge(k, b ? 1 : 0, Integer::sum); }
  public static void main(String[] a) throws Exception {
    var m = FitPropertyTest.class.getDeclaredMethod("randomCase", long.class); m.setAccessible(true);
    Class<?> k = Class.forName("dev.contextbudget.core.fit.FitPropertyTest$Case");
    var cm = k.getDeclaredMethod("components"); var bm = k.getDeclaredMethod("budgetTokens"); var pm = k.getDeclaredMethod("policy"); var fm = k.getDeclaredMethod("fit");
    for (var x : List.of(cm,bm,pm,fm)) x.setAccessible(true);
    for (long s = 0; s < 1000; s++) {
      Object c = m.invoke(null, s);
      List<Component> cs = (List<Component>) cm.invoke(c); int budget = (int) bm.invoke(c); FitPolicy p = (FitPolicy) pm.invoke(c);
      Optional<FitResult> o = (Optional<FitResult>) fm.invoke(c);
      hit("a fits", o.isPresent()); hit("a unsatisfiable", o.isEmpty());
      boolean pol = !p.slots().isEmpty();
      hit("unsat with slots policy", o.isEmpty() && pol);
      if (o.isEmpty()) continue;
      FitResult f = o.get();
      Predicate<ItemDecision> drop = d -> d.action() == Action.DROP && d.reason() != DecisionReason.EMPTY;
      hit("fits: something dropped", f.decisions().stream().anyMatch(drop::t));
      hit("fits: TRUNCATE decision", f.decisions().stream().anyMatch(d -> d.action() == Action.TRUNCATE));
      hit("fits: cleared result", f.decisions().stream().anyMatch(d -> d.action() == Action.REPLACE && d.variant() == 0));
      hit("fits: variant", f.decisions().stream().anyMatch(d -> d.variant() > 0));
      Set<String> stable = new HashSet<>(), toolRes = new HashSet<>(), pinnedFree = new HashSet<>(); boolean open = false, batch = false, groups=false;
      Map<String,Component> by = new HashMap<>();
      for (Component x : cs) { by.put(x.id(), x); for (Item i : x.items()) { if (x.stability().isStable()) stable.add(i.id()); if (i.pinned() && !x.pinned()) pinnedFree.add(i.id()); groups |= !i.group().isEmpty();
        if (i.body() instanceof Body.Message mm) { if (mm.parts().stream().anyMatch(q -> q instanceof Part.ToolResult)) toolRes.add(i.id()); batch |= mm.parts().stream().filter(q -> q instanceof Part.ToolCall).count() > 1; } }
        if (x.hasMessages()) open |= Conversation.of(x, "", new ArrayList<>()).endsInOpenCalls(); }
      hit("fits: stable component loses an item", f.decisions().stream().anyMatch(d -> stable.contains(d.itemId()) && drop.t(d)));
      hit("fits: stable loses, no groups (inv35 asserts something)", !groups && f.decisions().stream().anyMatch(d -> stable.contains(d.itemId()) && (drop.t(d) || d.action() == Action.TRUNCATE)));
      hit("fits: has tool results", !toolRes.isEmpty());
      hit("fits: parallel batch", batch);
      hit("fits: some tool group dropped and some kept", f.decisions().stream().anyMatch(d -> toolRes.contains(d.itemId()) && drop.t(d)) && f.decisions().stream().anyMatch(d -> toolRes.contains(d.itemId()) && !drop.t(d)));
      hit("fits: tool result TRUNCATEd", f.decisions().stream().anyMatch(d -> toolRes.contains(d.itemId()) && d.action() == Action.TRUNCATE));
      hit("fits: open calls and something dropped", open && f.decisions().stream().anyMatch(drop::t));
      hit("fits: pinned item in a component that loses others", f.decisions().stream().anyMatch(d -> pinnedFree.contains(d.itemId())) && f.decisions().stream().anyMatch(drop::t));
      hit("fits: caller's group", groups);
      hit("fits: some tool definition dropped", f.decisions().stream().anyMatch(d -> d.itemId().startsWith("tool:") && drop.t(d)));
      hit("fits: slots policy", pol);
      hit("fits: tight (within 5 of budget)", budget - f.totalTokens() <= 5);
      hit("fits: exactly the budget", budget == f.totalTokens());
      hit("fits: level " + f.level(), true);
      boolean image = cs.stream().flatMap(x -> x.items().stream()).anyMatch(i -> i.body() instanceof Body.Message mm && mm.parts().stream().anyMatch(q -> q instanceof Part.Image || q instanceof Part.Thinking || q instanceof Part.Opaque || q instanceof Part.File));
      hit("fits: image/thinking/opaque/file", image);
      hit("fits: keep_with", cs.stream().flatMap(x -> x.items().stream()).anyMatch(i -> !i.keepWith().isEmpty()));
      hit("fits: entries", cs.stream().flatMap(x -> x.items().stream()).anyMatch(i -> i.body() instanceof Body.Entry));
      hit("fits: known tokens", cs.stream().flatMap(x -> x.items().stream()).anyMatch(i -> i.knownTokens().isPresent()));
      hit("fits: system message in history", cs.stream().flatMap(x -> x.items().stream()).anyMatch(i -> i.body() instanceof Body.Message mm && mm.role() == Role.SYSTEM));
      hit("fits: min_tokens", cs.stream().anyMatch(x -> x.minTokens().isPresent()));
      hit("fits: tools reduced other than NONE", cs.stream().anyMatch(x -> x.hasTools() && !(x.reduction() instanceof Reduction.None)));
      hit("fits: two histories", cs.stream().filter(Component::hasMessages).count() > 1);
      Set<String> d2 = new HashSet<>();
      for (PromptMessage pmx : f.prompt().messages()) for (PromptPart q : pmx.parts()) if (q instanceof PromptPart.Spliced sp && sp.segments().size() > 1) d2.add(sp.itemId());
      hit("fits: text cut with pieces", !d2.isEmpty());
    }
    n.forEach((x, y) -> System.out.println(y + "\t" + x));
  }
  interface Predicate<T> { boolean t(T t); }
}
