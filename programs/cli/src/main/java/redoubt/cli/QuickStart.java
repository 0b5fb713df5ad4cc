package redoubt.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies a library whose classes are in the format of Java 5, as picocli's are, into the format of
 * Java 8. The JVM keeps older classes out of a start cache, and a third of a command's time would
 * go into reading them anew. Instructions stay as they are; only the tables that the newer format
 * wants are added, and the JVM checks those when it loads a class.
 */
final class QuickStart {
  private static final int JAVA_6 = ClassFile.JAVA_6_VERSION;

  private QuickStart() {}

  /** Arguments: the library's jar, the jar to write. */
  public static void main(String[] args) throws IOException {
    Path source = Path.of(args[0]);
    URL url = URI.create(source.toUri().toString()).toURL();
    try (ZipFile library = new ZipFile(source.toFile());
        URLClassLoader loader = new URLClassLoader(new URL[] {url});
        ZipOutputStream copy =
            new ZipOutputStream(
                new BufferedOutputStream(Files.newOutputStream(Path.of(args[1]))))) {
      ClassFile format =
          ClassFile.of(
              ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
              ClassFile.ClassHierarchyResolverOption.of(
                  ClassHierarchyResolver.ofResourceParsing(loader)
                      .orElse(ClassHierarchyResolver.defaultResolver())));
      for (ZipEntry entry : Collections.list(library.entries())) {
        byte[] bytes = library.getInputStream(entry).readAllBytes();
        ZipEntry copied = new ZipEntry(entry.getName());
        copied.setTime(entry.getTime());
        copy.putNextEntry(copied);
        copy.write(entry.getName().endsWith(".class") ? renewed(format, bytes) : bytes);
        copy.closeEntry();
      }
    }
  }

  private static byte[] renewed(ClassFile format, byte[] bytes) {
    ClassModel model = format.parse(bytes);
    if (model.majorVersion() >= JAVA_6) {
      return bytes;
    }
    ClassTransform renewal =
        (builder, element) -> {
          switch (element) {
            case ClassFileVersion version -> builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
            case MethodModel method ->
                builder.transformMethod(
                    method, MethodTransform.transformingCode(CodeTransform.ACCEPT_ALL));
            default -> builder.with(element);
          }
        };
    return format.transformClass(model, renewal);
  }
}
