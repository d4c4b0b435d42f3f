package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import dev.contextbudget.Seeds;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.UnknownName;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.tokenizer.Vocabularies;
import dev.contextbudget.v1.Accuracy;
import dev.contextbudget.v1.BudgetEquation;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.CountBasis;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.Opaque;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Prompt;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.PromptPart;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.ToolContent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an answer says its counts rest on is true, and the budget keeps the margin it names. */
class CountBasisPropertyTest {
  private static final ModelCatalog CATALOG = new CatalogReader().bundled();
  private static final List<ModelProfile> ESTIMATED =
      CATALOG.models().stream().filter(m -> m.tokenizer().errorMarginRatio() > 0).toList();
  private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();
  private static final List<String> VOCABULARIES = new Vocabularies().names();

  /** Long enough that no two vocabularies agree on it. */
  private static final String TEXT =
      "Die Buchung 4WQ150 kostet 1,299.00 EUR. 日本語のテキスト <|endoftext|> नमस्ते = {\"a\": [1, 2]}";

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv2_thePromptFitsEvenIfTheTruthIsAboveTheCountByAllOfTheMargin(long seed) {
    ModelProfile model = ESTIMATED.get((int) (seed % ESTIMATED.size()));
    FitContextRequest request =
        satisfiable(new WireRequests(seed, model.id(), model.tokenizer().id()).fit(), model);
    FitContextResponse answer = fit(request);

    CountBasis basis = answer.getBasis();
    assertTrue(basis.getAccuracy() != Accuracy.ACCURACY_EXACT, basis.toString());
    assertTrue(basis.getErrorMarginRatio() > 0, basis.toString());
    int counted = recount(request, answer.getPrompt());
    assertEquals(counted, answer.getReport().getTotalTokens());
    BigDecimal worst = worstTokens(counted + basis.getFramingToleranceTokens(), basis);
    int window = request.getPolicy().getContextWindowTokens();
    assertTrue(worst.compareTo(BigDecimal.valueOf(window)) <= 0, worst + " in " + window);
    assertMargin(answer.getReport().getEquation(), basis, model);
  }

  /** Returns the request, with twice the least window where its own is too small. */
  private static FitContextRequest satisfiable(FitContextRequest request, ModelProfile model) {
    try {
      FitContextResponse unused = fit(request);
      return request;
    } catch (BudgetUnsatisfiable e) {
      double counted = e.requiredTokens() * (1 + model.tokenizer().errorMarginRatio());
      int window = (int) Math.ceil(counted) + model.chatFormat().toleranceTokens();
      FitContextRequest.Builder larger = request.toBuilder();
      larger.getPolicyBuilder().setContextWindowTokens(window);
      return larger.build();
    }
  }

  private static FitContextResponse fit(FitContextRequest request) {
    return new FitContextCall(Limits.DEFAULTS).answer(request, CATALOG, StopSignal.NEVER);
  }

  /** What a count may stand for at the most: the margin is of texts, the tolerance of framing. */
  private static BigDecimal worstTokens(int tokens, CountBasis basis) {
    BigDecimal margin = BigDecimal.valueOf(basis.getErrorMarginRatio());
    int tolerance = basis.getFramingToleranceTokens();
    return BigDecimal.valueOf(tokens - tolerance)
        .multiply(BigDecimal.ONE.add(margin))
        .add(BigDecimal.valueOf(tolerance));
  }

  /** The budget is the largest whole number that the margin leaves room for. */
  private static void assertMargin(BudgetEquation equation, CountBasis basis, ModelProfile model) {
    BigDecimal margin = BigDecimal.ONE.add(BigDecimal.valueOf(basis.getErrorMarginRatio()));
    BigDecimal budget = BigDecimal.valueOf(equation.getInputBudgetTokens());
    BigDecimal input =
        BigDecimal.valueOf(
            equation.getContextWindowTokens() - model.chatFormat().toleranceTokens());

    assertTrue(budget.multiply(margin).compareTo(input) <= 0, equation.toString());
    assertTrue(budget.add(BigDecimal.ONE).multiply(margin).compareTo(input) > 0);
    assertEquals(
        equation.getContextWindowTokens() - equation.getInputBudgetTokens(),
        equation.getErrorMarginTokens());
  }

  /** Counts the prompt as a request of its own, whatever the fit believed of it. */
  private static int recount(FitContextRequest request, Prompt prompt) {
    Map<String, Integer> known = knownTokens(request);
    MessageContent.Builder messages = MessageContent.newBuilder();
    for (PromptMessage message : prompt.getMessagesList()) {
      messages.addMessages(
          Message.newBuilder()
              .setRole(message.getRole())
              .setName(message.getName())
              .addAllParts(message.getPartsList().stream().map(p -> part(p, known)).toList()));
    }
    CountTokensRequest again =
        CountTokensRequest.newBuilder()
            .setModel(request.getModel())
            .addComponents(
                Component.newBuilder()
                    .setId("tools")
                    .setKind(ComponentKind.COMPONENT_KIND_TOOLS)
                    .setTools(alone(prompt)))
            .addComponents(
                Component.newBuilder()
                    .setId("prompt")
                    .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
                    .setMessages(messages))
            .build();
    return new CountTokensCall(Limits.DEFAULTS)
        .answer(again, CATALOG, StopSignal.NEVER)
        .getTotalTokens();
  }

  /** Definitions without the names of those they stay with, which may have left with them. */
  private static ToolContent alone(Prompt prompt) {
    ToolContent.Builder tools = ToolContent.newBuilder();
    prompt
        .getToolsList()
        .forEach(tool -> tools.addTools(tool.getTool().toBuilder().clearKeepWith()));
    return tools.build();
  }

  private static Part part(PromptPart part, Map<String, Integer> known) {
    return part.hasPart()
        ? part.getPart()
        : Part.newBuilder()
            .setOpaque(Opaque.newBuilder().setTokens(known.get(part.getItemId())))
            .build();
  }

  private static Map<String, Integer> knownTokens(FitContextRequest request) {
    Map<String, Integer> known = new HashMap<>();
    for (Component component : request.getComponentsList()) {
      known.put(component.getId(), component.getText().getKnownTokens().getTokenCount());
      for (int i = 0; i < component.getMessages().getMessagesCount(); i++) {
        Message message = component.getMessages().getMessages(i);
        known.put(
            message.getId().isEmpty() ? component.getId() + ":" + i : message.getId(),
            message.getKnownTokens().getTokenCount());
      }
      for (int i = 0; i < component.getChunks().getChunksCount(); i++) {
        known.put(
            component.getId() + ":" + i,
            component.getChunks().getChunks(i).getKnownTokens().getTokenCount());
      }
      for (int i = 0; i < component.getEntries().getEntriesCount(); i++) {
        known.put(
            component.getId() + ":" + i,
            component.getEntries().getEntries(i).getKnownTokens().getTokenCount());
      }
    }
    return known;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv24_aNameIsCountedAsTheModelItStandsForOrNotAtAll(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String name = randomName(random);
    CountTokensRequest request =
        CountTokensRequest.newBuilder()
            .setModel(name)
            .addComponents(
                Component.newBuilder()
                    .setId("a")
                    .setKind(ComponentKind.COMPONENT_KIND_CUSTOM)
                    .setText(TextContent.newBuilder().setValue(TEXT)))
            .build();
    CountTokensCall call = new CountTokensCall(Limits.DEFAULTS);
    Optional<ModelProfile> meant = meantBy(name);

    if (meant.isEmpty()) {
      assertThrows(UnknownName.class, () -> call.answer(request, CATALOG, StopSignal.NEVER), name);
      return;
    }
    CountTokensResponse answer = call.answer(request, CATALOG, StopSignal.NEVER);
    CountBasis basis = answer.getBasis();
    assertEquals(meant.get().id(), basis.getModelId(), name);
    assertEquals(meant.get().tokenizer().id(), basis.getTokenizerId());
    boolean exact = basis.getAccuracy() == Accuracy.ACCURACY_EXACT;
    assertEquals(exact, basis.getErrorMarginRatio() == 0, basis.toString());
    if (exact) {
      assertEquals(published(basis.getTokenizerId()), answer.getComponents(0).getTokens(), name);
    } else {
      assertFalse(VOCABULARIES.contains(basis.getTokenizerId()), basis.toString());
    }
  }

  /** Counts by the published vocabulary that a tokenizer is named after, special tokens aside. */
  private static int published(String tokenizerId) {
    Encoding vocabulary =
        VOCABULARIES.stream()
            .filter(name -> tokenizerId.startsWith(name.replace("_base", "")))
            .findFirst()
            .flatMap(REGISTRY::getEncoding)
            .orElseThrow(() -> new AssertionError("no published " + tokenizerId));
    return vocabulary.countTokensOrdinary(TEXT);
  }

  private static String randomName(SplittableRandom random) {
    ModelProfile model = CATALOG.models().get(random.nextInt(CATALOG.models().size()));
    List<String> names = new ArrayList<>(List.of(model.id()));
    names.addAll(model.aliases());
    names.addAll(model.matchPrefixes());
    String name = names.get(random.nextInt(names.size()));
    return switch (random.nextInt(7)) {
      case 0 -> name + "-2027-01-01";
      case 1 -> name.toUpperCase(Locale.ROOT);
      case 2 -> "  " + name + "\n";
      case 3 -> name.substring(0, random.nextInt(name.length() + 1)) + "?";
      case 4 -> "x" + name;
      case 5 -> name + (char) ('a' + random.nextInt(26));
      default -> name;
    };
  }

  /**
   * The rule of the contract, one name after the other: id, alias, longest prefix of whole words.
   */
  private static Optional<ModelProfile> meantBy(String given) {
    String name = given.strip().toLowerCase(Locale.ROOT);
    Optional<ModelProfile> byId =
        CATALOG.models().stream().filter(m -> lower(Stream.of(m.id())).contains(name)).findFirst();
    if (byId.isPresent()) {
      return byId;
    }
    Optional<ModelProfile> byAlias =
        CATALOG.models().stream()
            .filter(m -> lower(m.aliases().stream()).contains(name))
            .findFirst();
    if (byAlias.isPresent()) {
      return byAlias;
    }
    ModelProfile longest = null;
    String begins = "";
    for (ModelProfile model : CATALOG.models()) {
      for (String prefix : lower(model.matchPrefixes().stream())) {
        if (name.startsWith(prefix) && prefix.length() > begins.length()) {
          longest = model;
          begins = prefix;
        }
      }
    }
    String before = begins.replaceAll(".*[^\\p{L}\\p{N}.]", "");
    String behind = name.substring(begins.length()).replaceAll("[^\\p{L}\\p{N}.].*", "");
    boolean ends = before.isEmpty() || behind.isEmpty() || (before + behind).matches("[0-9]{4,}");
    return Optional.ofNullable(longest).filter(unused -> ends);
  }

  private static List<String> lower(Stream<String> names) {
    return names.map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }
}
