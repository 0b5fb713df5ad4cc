package redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing that holds a secret prints it: no {@code toString} looks at a field that is named for
 * one, and no record has the {@code toString} of the compiler, which looks at all. {@code
 * SecretBytes} prints nothing of itself and may be a component of anything.
 */
final class SecretsTest {
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(password|passphrase|secret|private_?key|plaintext|payload|bearer|seed).*"
              + "|pin|token|apikey|apikeytext");

  /** Types that print what they hold, also inside an {@code Optional} or a list. */
  private static final Pattern PRINTING_TYPE =
      Pattern.compile("(?s).*(Ljava/lang/String;|Ljava/lang/CharSequence;|\\[C|\\[B).*");

  /** Named like secrets, and none: ids, labels, fingerprints and files. */
  private static final Set<String> NONE =
      Set.of(
          "redoubt/encryption/envelope/Envelope.seed",
          "redoubt/server/ServerOptions$HsmOptions.token",
          "redoubt/identity/TokenClaims.apiKey",
          "redoubt/identity/NarrowClaims$Holder.apiKey");

  @Test
  void nothingInTheHousePrintsASecret() {
    List<ClassModel> house =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("redoubt")
                .stream()
                .filter(type -> !type.getPackageName().startsWith("redoubt.testkit"))
                .map(SecretsTest::parse)
                .toList();
    assertThat(house.stream().filter(type -> !secrets(type).isEmpty()).count())
        .as("classes that hold secrets")
        .isGreaterThan(5);
    assertThat(house.stream().flatMap(SecretsTest::printed)).isEmpty();
  }

  // What the rule finds, and what it lets pass.

  record Printing(String user, String password) {}

  record PrintingMaybe(Optional<String> pin) {}

  record PrintingMany(List<String> secrets) {}

  @SuppressWarnings("ArrayRecordComponent")
  record PrintingBytes(byte[] plaintext) {}

  record PrintingByHand(String token) {
    @Override
    public String toString() {
      return "PrintingByHand[" + token + "]";
    }
  }

  record PrintingByAccessor(String token) {
    @Override
    public String toString() {
      return "PrintingByAccessor[" + token() + "]";
    }
  }

  static final class PrintingClass {
    private final String apiKey;

    PrintingClass(String apiKey) {
      this.apiKey = apiKey;
    }

    @Override
    public String toString() {
      return apiKey;
    }
  }

  record Hiding(String user, String password) {
    @Override
    public String toString() {
      return "Hiding[" + user + "]";
    }
  }

  record Harmless(String user, int passwordLength) {}

  @ParameterizedTest
  @ValueSource(
      classes = {
        Printing.class,
        PrintingMaybe.class,
        PrintingMany.class,
        PrintingBytes.class,
        PrintingByHand.class,
        PrintingByAccessor.class,
        PrintingClass.class
      })
  void aClassThatPrintsASecretIsFound(Class<?> planted) {
    assertThat(printed(parse(planted))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(classes = {Hiding.class, Harmless.class})
  void aClassThatPrintsNoneIsNot(Class<?> planted) {
    assertThat(printed(parse(planted))).isEmpty();
  }

  private static ClassModel parse(JavaClass type) {
    return parse(type.reflect());
  }

  private static ClassModel parse(Class<?> type) {
    String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
    try (InputStream bytes = type.getResourceAsStream(file)) {
      if (bytes == null) {
        throw new IllegalStateException("no class file of " + type);
      }
      return ClassFile.of().parse(bytes.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(ClassModel type) {
    return type.thisClass().asInternalName();
  }

  private static Set<String> secrets(ClassModel type) {
    return type.fields().stream()
        .filter(field -> !field.flags().has(java.lang.reflect.AccessFlag.STATIC))
        .filter(field -> PRINTING_TYPE.matcher(typeOf(field)).matches())
        .map(field -> field.fieldName().stringValue())
        .filter(field -> SECRET_NAME.matcher(field).matches())
        .filter(field -> !NONE.contains(name(type) + "." + field))
        .collect(java.util.stream.Collectors.toSet());
  }

  /** With its type arguments. */
  private static String typeOf(FieldModel field) {
    return field
        .findAttribute(Attributes.signature())
        .map(signature -> signature.signature().stringValue())
        .orElse(field.fieldType().stringValue());
  }

  /** Secrets that the class prints. */
  private static Stream<String> printed(ClassModel type) {
    Set<String> secrets = secrets(type);
    return type.methods().stream()
        .filter(method -> method.methodName().equalsString("toString"))
        .filter(method -> method.methodType().equalsString("()Ljava/lang/String;"))
        .flatMap(SecretsTest::instructions)
        .flatMap(instruction -> seen(type, instruction, secrets))
        .distinct()
        .map(secret -> name(type) + "." + secret);
  }

  private static Stream<CodeElement> instructions(MethodModel method) {
    return method.code().stream().flatMap(code -> code.elementStream());
  }

  private static Stream<String> seen(
      ClassModel type, CodeElement instruction, Set<String> secrets) {
    return switch (instruction) {
      case FieldInstruction field when field.owner().asInternalName().equals(name(type)) ->
          secrets.stream().filter(field.name()::equalsString);
      case InvokeInstruction call when call.owner().asInternalName().equals(name(type)) ->
          secrets.stream().filter(call.name()::equalsString);
      case InvokeDynamicInstruction indy
          when indy.bootstrapMethod()
              .owner()
              .descriptorString()
              .equals("Ljava/lang/runtime/ObjectMethods;") ->
          secrets.stream();
      default -> Stream.empty();
    };
  }
}
