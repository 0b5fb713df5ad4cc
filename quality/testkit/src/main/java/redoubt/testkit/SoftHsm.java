package redoubt.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import redoubt.crypto.PrivateFiles;
import redoubt.crypto.hsm.HsmSettings;

/**
 * A token of its own in SoftHSM2, a hardware security module made of software. All tokens of a JVM
 * lie under one configuration, which {@link #configuration} names for other processes. Tests that
 * use it carry {@code @NeedsPeer("softhsm2-util")}.
 */
public final class SoftHsm implements AutoCloseable {
  public static final String PIN = "1234";

  private static final List<String> LIBRARIES =
      List.of(
          "/usr/lib/softhsm/libsofthsm2.so",
          "/usr/lib64/softhsm/libsofthsm2.so",
          "/usr/lib/pkcs11/libsofthsm2.so",
          "/usr/lib64/pkcs11/libsofthsm2.so",
          "/usr/local/lib/softhsm/libsofthsm2.so",
          "/opt/homebrew/lib/softhsm/libsofthsm2.so");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String label;
  private final Path files;
  private final Path parked;
  private final Path pinFile;

  private SoftHsm(String label, Path files) {
    this.label = label;
    this.files = files;
    this.parked = Home.DIRECTORY.resolve("parked-" + label);
    this.pinFile = Home.DIRECTORY.resolve(label + ".pin");
    PrivateFiles.write(pinFile, PIN.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  /** Makes a token. */
  public static synchronized SoftHsm create() {
    String label = "test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    Set<Path> before = tokens();
    run("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "87654321");
    Set<Path> after = tokens();
    after.removeAll(before);
    return new SoftHsm(label, after.iterator().next());
  }

  public HsmSettings settings() {
    return new HsmSettings(library(), label, pinFile);
  }

  public static boolean isInstalled() {
    return LIBRARIES.stream().map(Path::of).anyMatch(Files::exists);
  }

  public static Path library() {
    return LIBRARIES.stream()
        .map(Path::of)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("softhsm2-util is there but no library"));
  }

  public String label() {
    return label;
  }

  /** Holds {@link #PIN}, 0600. */
  public Path pinFile() {
    return pinFile;
  }

  /** The value of {@code SOFTHSM2_CONF} for other processes. */
  public static Path configuration() {
    return Home.CONFIGURATION;
  }

  /** Takes the token out, as if the module had lost its power. */
  public void goAway() {
    move(files, parked);
  }

  public void comeBack() {
    move(parked, files);
  }

  /** Removes the token and all its keys. */
  @Override
  public void close() {
    remove(files);
    remove(parked);
  }

  private static Set<Path> tokens() {
    try (Stream<Path> all = Files.list(Home.TOKENS)) {
      return new HashSet<>(all.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String... arguments) {
    try {
      ProcessBuilder command =
          new ProcessBuilder(
              Stream.concat(
                      Stream.of(Peers.find("softhsm2-util").orElseThrow().toString()),
                      Stream.of(arguments))
                  .toList());
      command.environment().put("SOFTHSM2_CONF", Home.CONFIGURATION.toString());
      Process process = command.redirectErrorStream(true).start();
      String said =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("softhsm2-util: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory of this JVM's tokens, and the environment variable that names it. */
  @SuppressWarnings("restricted") // The library reads the environment of its process.
  private static final class Home {
    static final Path DIRECTORY;
    static final Path TOKENS;
    static final Path CONFIGURATION;

    static {
      try {
        DIRECTORY = Files.createTempDirectory("redoubt-softhsm");
        TOKENS = Files.createDirectory(DIRECTORY.resolve("tokens"));
        CONFIGURATION = DIRECTORY.resolve("softhsm2.conf");
        Files.writeString(
            CONFIGURATION,
            "directories.tokendir = "
                + TOKENS
                + "\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(DIRECTORY)));
        setEnvironment("SOFTHSM2_CONF", CONFIGURATION.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void setEnvironment(String name, String value) {
      Linker linker = Linker.nativeLinker();
      try (Arena arena = Arena.ofConfined()) {
        var setenv =
            linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
        MemorySegment nativeName = arena.allocateFrom(name);
        MemorySegment nativeValue = arena.allocateFrom(value);
        int result = (int) setenv.invokeExact(nativeName, nativeValue, 1);
        if (result != 0) {
          throw new IllegalStateException("setenv failed");
        }
      } catch (Throwable e) {
        throw new IllegalStateException("the environment cannot be set", e);
      }
    }
  }
}
