package redoubt.kmsplugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What stands beside an API server with access to its keys, by name: nothing comes unnoticed. */
final class DependenciesTest {
  private static final Set<String> PROGRAM =
      Set.of(
          // Ours.
          "redoubt-core",
          "redoubt-crypto",
          "redoubt-kms",
          // The server's answers.
          "jackson-core",
          // The socket: gRPC on netty.
          "grpc-api",
          "grpc-context",
          "grpc-core",
          "grpc-netty",
          "grpc-util",
          "netty-buffer",
          "netty-codec",
          "netty-codec-http",
          "netty-codec-http2",
          "netty-codec-socks",
          "netty-common",
          "netty-handler",
          "netty-handler-proxy",
          "netty-resolver",
          "netty-transport",
          "netty-transport-classes-epoll",
          "netty-transport-native-epoll",
          "netty-transport-native-unix-common",
          // What gRPC brings.
          "annotations",
          "animal-sniffer-annotations",
          "error_prone_annotations",
          "failureaccess",
          "gson",
          "guava",
          "j2objc-annotations",
          "jsr305",
          "listenablefuture",
          "perfmark-api",
          // What redoubt-crypto brings; the plugin starts none of it.
          "bcpkix-jdk18on",
          "bcprov-jdk18on",
          "bcutil-jdk18on",
          "protobuf-java",
          "tink",
          // Annotations of our own.
          "jspecify");

  @Test
  void theProgramIsMadeOfTheseLibrariesAndNoOthers() throws IOException {
    String path =
        Files.readString(
            Path.of(System.getProperty("redoubt.root"), "programs/kms-plugin/target/runtime-path"));
    Set<String> shipped =
        Arrays.stream(path.strip().split(File.pathSeparator, -1))
            .map(DependenciesTest::name)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(shipped).containsExactlyInAnyOrderElementsOf(PROGRAM);
  }

  /** Of a jar in a repository, or of a module's classes or jar in this build. */
  private static String name(String entry) {
    return entry
        .replaceFirst(".*/([^/]+)/target/classes$", "redoubt-$1")
        .replaceFirst(".*/", "")
        .replaceFirst("-[0-9].*$", "");
  }
}
