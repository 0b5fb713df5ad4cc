package redoubt.registry.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.registry.content.s3.S3Login;
import redoubt.registry.content.s3.S3Place;
import redoubt.registry.content.s3.S3Store;
import redoubt.registry.testing.Images;
import redoubt.testkit.S3Server;

/** The promises of a content store, kept by a bucket. */
class S3StoreTest extends StorePromisesTest {
  private static final int PART = 16 << 20;

  @TempDir private static Path service;
  private static S3Server server;
  private static int stores;

  @TempDir private Path directory;
  private final String prefix = "store" + stores++;

  @BeforeAll
  static void start() {
    server = S3Server.start(service);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static S3Login login(String key) {
    return S3Login.from(
        Map.of("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY_ID, "AWS_SECRET_ACCESS_KEY", key));
  }

  private S3Place at(String endpoint) {
    return S3Place.of(
        "s3://" + S3Server.BUCKET + "/" + prefix, Optional.of(endpoint), "us-east-1", true);
  }

  @Override
  ContentStore reopened() throws IOException {
    return S3Store.in(
        at(server.endpoint().toString()),
        login(S3Server.SECRET_ACCESS_KEY),
        directory.resolve("drafts"),
        Duration.ofSeconds(30));
  }

  private List<Path> drafts() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("drafts"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private List<Path> objects() throws IOException {
    Path places = server.objects().resolve(prefix).resolve("places");
    if (!Files.exists(places)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(places)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  /** Who takes a bucket from now on may still have all images in the directory. */
  @Test
  void whatLiesInTheDirectoryFromBeforeIsNeitherTakenForTheBucketsNorTidied() throws IOException {
    Path used = directory.resolve("used");
    ContentStore before = FileStore.in(used);
    try (Draft draft = before.write(place, 0)) {
      draft.append(ByteBuffer.wrap(Images.text("an image")));
      draft.settle(() -> {});
    }
    try (S3Store bucket =
        S3Store.in(at(server.endpoint().toString()), login(S3Server.SECRET_ACCESS_KEY), used)) {
      assertThatThrownBy(() -> bucket.stamp(place)).isInstanceOf(NoSuchFileException.class);
      bucket.tidy(Instant.parse("2100-01-01T00:00:00Z"));
    }
    assertThat(before.stamp(place)).isNotEmpty();
  }

  @Test
  void anObjectIsThereOnceItIsSettledAndItsDraftNoMore() throws IOException {
    write(0, "one");
    assertThat(objects()).isEmpty();
    assertThat(drafts()).hasSize(1);
    settle("one");
    assertThat(objects()).hasSize(1);
    assertThat(drafts()).isEmpty();
    assertThat(read()).isEqualTo("one");
  }

  @Test
  void whatIsLongIsSentInPartsAndReadWholeAndInPieces() throws IOException {
    byte[] content = Images.bytes(1, 2 * PART + 12_345);
    AtomicInteger alive = new AtomicInteger();
    try (Draft draft = store.write(place, 0)) {
      draft.append(ByteBuffer.wrap(content));
      draft.settle(alive::incrementAndGet);
    }
    assertThat(alive.get()).isGreaterThanOrEqualTo(3);
    try (InputStream in = Channels.newInputStream(store.open(place))) {
      assertThat(Arrays.equals(in.readAllBytes(), content)).isTrue();
    }
    try (SeekableByteChannel open = store.open(place).position(PART - 10)) {
      assertThat(Channels.newInputStream(open).readNBytes(20))
          .isEqualTo(Arrays.copyOfRange(content, PART - 10, PART + 10));
    }
    assertThat(drafts()).isEmpty();
    assertThat(places()).containsExactly(place);
  }

  @Test
  void aDraftIsGoneOnWithAfterARestart() throws IOException {
    write(0, "one and ");
    store = reopened();
    write(8, "two");
    assertThat(read()).isEqualTo("one and two");
  }

  /** It was killed before it told anybody. */
  @Test
  void whatWasSettledIsADraftAgainWhenSomebodyGoesOn() throws IOException {
    settle("one and something else");
    try (Draft draft = store.write(place, 8)) {
      assertThat(objects()).isEmpty();
      draft.append(ByteBuffer.wrap(Images.text("two")));
      assertThat(read()).isEqualTo("one and two");
      draft.settle(() -> {});
    }
    assertThat(read()).isEqualTo("one and two");
    assertThat(drafts()).isEmpty();
  }

  @Test
  void withoutItsDraftAnUploadDoesNotGoOnElsewhere() throws IOException {
    write(0, "one");
    Files.delete(drafts().getFirst());
    assertThatThrownBy(() -> write(3, "two")).isInstanceOf(IOException.class);
    assertThat(objects()).isEmpty();
  }

  @Test
  void draftsThatNobodyGoesOnWithEnd() throws IOException {
    write(0, "one");
    store.tidy(Instant.now().plusSeconds(60));
    assertThat(drafts()).isEmpty();
    assertThat(places()).isEmpty();
  }

  @Test
  void aServiceThatIsAwayIsAnErrorAndNotAnEmptyStore() throws IOException {
    settle("kept");
    server.kill();
    try {
      assertThatThrownBy(() -> store.open(place)).satisfies(S3StoreTest::isNoAnswer);
      assertThatThrownBy(() -> store.stamp(place)).satisfies(S3StoreTest::isNoAnswer);
      assertThatThrownBy(() -> store.remove(place)).satisfies(S3StoreTest::isNoAnswer);
      assertThatThrownBy(store::id).satisfies(S3StoreTest::isNoAnswer);
      assertThatThrownBy(() -> settle("lost")).satisfies(S3StoreTest::isNoAnswer);
    } finally {
      server.restart();
    }
    assertThat(read()).isEqualTo("kept");
  }

  private static void isNoAnswer(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(NoSuchFileException.class)
        .hasMessageStartingWith("the bucket does not answer");
  }

  @Test
  void aServiceThatIsBusyOrHangsIsAnErrorInTime() throws IOException {
    for (int status : List.of(503, 0)) {
      HttpServer bad =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      bad.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
      bad.createContext(
          "/",
          call -> {
            if (status > 0) {
              call.getRequestBody().readAllBytes();
              call.sendResponseHeaders(status, -1);
              call.close();
            }
          });
      bad.start();
      try {
        ContentStore away =
            S3Store.in(
                at("http://127.0.0.1:" + bad.getAddress().getPort()),
                login(S3Server.SECRET_ACCESS_KEY),
                directory.resolve("other"),
                Duration.ofSeconds(1));
        long begun = System.nanoTime();
        assertThatThrownBy(() -> away.stamp(place))
            .isInstanceOf(IOException.class)
            .isNotInstanceOf(NoSuchFileException.class);
        try (Draft draft = away.write(place, 0)) {
          draft.append(ByteBuffer.wrap(Images.text("kept")));
          assertThatThrownBy(() -> draft.settle(() -> {})).isInstanceOf(IOException.class);
          assertThat(draft.length()).isEqualTo(4);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
      } finally {
        bad.stop(0);
      }
    }
  }

  @Test
  void aLoginThatIsRefusedIsSaidWithoutTheLogin() throws IOException {
    ContentStore refused =
        S3Store.in(
            at(server.endpoint().toString()),
            login("not-the-credential"),
            directory.resolve("other"),
            Duration.ofSeconds(2));
    assertThatThrownBy(() -> refused.stamp(place))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the bucket answered 403")
        .hasNoCause()
        .message()
        .doesNotContain(S3Server.ACCESS_KEY_ID, "not-the-credential");
  }

  /** Somebody emptied the bucket, or put another in its place. */
  @Test
  void aBucketWithoutItsIdOrWithAnotherIsNotTakenForAnEmptyOne() throws IOException {
    String _ = store.giveId("one");
    settle("an image");
    Path id = server.objects().resolve(prefix).resolve("store.id");
    for (Path object : objects()) {
      Files.delete(object);
    }
    assertThatThrownBy(() -> store.open(place)).isInstanceOf(NoSuchFileException.class);
    Files.delete(id);
    assertAway();
    Files.writeString(id, "two\n");
    assertAway();
  }

  private void assertAway() {
    for (ThrowingCallable asked :
        List.<ThrowingCallable>of(
            () -> store.open(place), () -> store.stamp(place), () -> store.walk(_ -> {}))) {
      assertThatThrownBy(asked)
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void whatIsNoPlaceIsLeftAlone() throws IOException {
    settle("an image");
    Path stranger = server.objects().resolve(prefix).resolve("places").resolve("notes.txt");
    Files.writeString(stranger, "somebody's");
    List<String> strangers = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    store.walk(places::add, strangers::add);
    assertThat(places).containsExactly(place);
    assertThat(strangers).containsExactly("places/notes.txt");
    store.tidy(Instant.parse("2100-01-01T00:00:00Z"));
    assertThat(stranger).exists();
  }

  @Test
  void aBucketThatIsNotThereIsNotTakenForAnEmptyOne() throws IOException {
    ContentStore none =
        S3Store.in(
            S3Place.of(
                "s3://nothing-here", Optional.of(server.endpoint().toString()), "us-east-1", true),
            login(S3Server.SECRET_ACCESS_KEY),
            directory.resolve("other"),
            Duration.ofSeconds(2));
    assertThatThrownBy(none::id)
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(NoSuchFileException.class);
  }
}
