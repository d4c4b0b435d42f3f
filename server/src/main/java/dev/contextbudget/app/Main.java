package dev.contextbudget.app;

/** The entry point of the runnable jar. */
public final class Main {
  private Main() {}

  /**
   * Prints how the program is used.
   *
   * @param args the command line, not read yet
   */
  public static void main(String[] args) {
    System.out.println("usage: java -jar contextbudget-server.jar (serve | demo)");
  }
}
