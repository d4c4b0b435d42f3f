package dev.contextbudget;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Counts the steps that work on a text takes: every call of a method of its package, or of one in
 * it, and every turn of a loop in them.
 *
 * <p>The work is done by a copy of their classes, from a loader that writes a counter into the
 * code. So the number is the same on every machine, and nothing that takes its time can leave
 * itself out. What the JDK does in bulk, such as comparing arrays, is one step. For one thread.
 */
public final class Steps {
  private static final Map<String, Loader> COPIES = new HashMap<>();

  /** Public because the copies are of another loader, and so of another package. */
  public static long taken;

  private Steps() {}

  /**
   * Does work on a text, and returns how many steps it took.
   *
   * @param work of an enumeration that stands in the package whose steps count
   */
  public static <E extends Enum<E> & Consumer<byte[]>> long of(E work, byte[] text) {
    Consumer<byte[]> copy = copyOf(work.getDeclaringClass(), work.ordinal());
    copy.accept("\u00e9 1".getBytes(StandardCharsets.UTF_8)); // makes the tables of its classes
    taken = 0;
    copy.accept(text);
    return taken;
  }

  @SuppressWarnings("unchecked") // the copy of a class has its interfaces
  private static Consumer<byte[]> copyOf(Class<?> works, int index) {
    Loader loader = COPIES.computeIfAbsent(works.getPackageName() + ".", Loader::new);
    try {
      return (Consumer<byte[]>) loader.loadClass(works.getName()).getEnumConstants()[index];
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Loads copies of the classes of a package, and everything else from where it is. */
  private static final class Loader extends ClassLoader {
    private final String copied;

    Loader(String copied) {
      super(Steps.class.getClassLoader());
      this.copied = copied;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(copied)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known == null ? findClass(name) : known;
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (file == null) {
          throw new ClassNotFoundException(name);
        }
        ClassWriter copy = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        new ClassReader(file.readAllBytes()).accept(new CountingClass(copy), 0);
        return defineClass(name, copy.toByteArray(), 0, copy.toByteArray().length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class CountingClass extends ClassVisitor {
    CountingClass(ClassWriter copy) {
      super(Opcodes.ASM9, copy);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new CountingMethod(super.visitMethod(access, name, descriptor, signature, exceptions));
    }
  }

  /** Counts where a method begins, and before each jump to a place that stands before it. */
  private static final class CountingMethod extends MethodVisitor {
    private final Set<Label> before = new HashSet<>();

    CountingMethod(MethodVisitor copy) {
      super(Opcodes.ASM9, copy);
    }

    @Override
    public void visitCode() {
      super.visitCode();
      countOne();
    }

    @Override
    public void visitLabel(Label label) {
      super.visitLabel(label);
      before.add(label);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      if (before.contains(label)) {
        countOne();
      }
      super.visitJumpInsn(opcode, label);
    }

    private void countOne() {
      String owner = Steps.class.getName().replace('.', '/');
      super.visitFieldInsn(Opcodes.GETSTATIC, owner, "taken", "J");
      super.visitInsn(Opcodes.LCONST_1);
      super.visitInsn(Opcodes.LADD);
      super.visitFieldInsn(Opcodes.PUTSTATIC, owner, "taken", "J");
    }
  }
}
