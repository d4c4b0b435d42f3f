package dev.contextbudget;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which room may know which: the arrows between the packages of the server. */
@AnalyzeClasses(packages = "dev.contextbudget", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule coreKnowsOnlyTheJdkAndItself =
      classes()
          .that()
          .resideInAPackage("dev.contextbudget.core..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "dev.contextbudget.core..")
          .because("the core is values and functions: no transport, clock, file or log")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule admissionKnowsOnlyTheJdkAndItself =
      classes()
          .that()
          .resideInAPackage("dev.contextbudget.admission..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify..", "dev.contextbudget.admission..")
          .because("it is simulated with time that is given, and without a transport");

  @ArchTest
  static final ArchRule roomsOfTheCoreHaveNoCycles =
      slices()
          .matching("dev.contextbudget.core.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule roomsHaveNoCycles =
      slices().matching("dev.contextbudget.(*)..").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyTheEdgeKnowsTheWire =
      noClasses()
          .that()
          .resideInAPackage("dev.contextbudget..")
          .and()
          .resideOutsideOfPackages(
              "dev.contextbudget.grpc..",
              "dev.contextbudget.app..",
              "dev.contextbudget.demo..",
              // Not of the server, but on its class path: the generated API and the client.
              "dev.contextbudget.v1..",
              "dev.contextbudget.client..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.contextbudget.v1..", "io.grpc..")
          .because("messages are translated once, at the edge")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule nobodyAsksTheNormalizerOfTheJvm =
      noClasses()
          .that()
          .resideInAPackage("dev.contextbudget..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.text.Normalizer")
          .because("it is quadratic in hostile text, and of another Unicode on each JVM");

  @ArchTest
  static final ArchRule onlyTheWritersOfAFitSeeText =
      noClasses()
          .that()
          .resideInAPackage("dev.contextbudget.core.fit")
          .and()
          .haveNameNotMatching(".*\\.(Writer|ItemWriter|PartCut|Written|Notes)(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .haveSimpleName("Utf8Text")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("dev.contextbudget.core.trim..")
          .because("measure, then decide, then write: a decision never needs text, only sizes");
}
