package redoubt.oci.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.fuzz.ParserFuzz;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.outward.Outside;

/**
 * Whatever leads to the next page, it leads to a page of the same list, and a list ends. The input
 * is the link of the first page, a line break, and what is on every page.
 */
final class ListCallsFuzz extends ParserFuzz {
  private static final RepositoryName REPOSITORY = new RepositoryName("team/app");
  private static final Digest SUBJECT = Digest.of(new byte[0]);
  private static final Duration SILENCE = Duration.ofSeconds(2);
  private static final List<String> ASKED = new CopyOnWriteArrayList<>();
  private static final HttpServer SERVER = server();
  private static final RegistryClient CLIENT = client();
  private static volatile String link = "";
  private static volatile byte[] page = new byte[0];

  private static HttpServer server() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", ListCallsFuzz::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RegistryClient client() {
    try {
      return new RegistryClient(
          new Outside(Outward.THIS_MACHINE_TOO, SSLContext.getDefault(), Set.of()),
          URI.create("http://127.0.0.1:" + SERVER.getAddress().getPort()),
          Optional.empty(),
          new Retrying(1, SILENCE, SILENCE, _ -> {}),
          InstantSource.system());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      ASKED.add(exchange.getRequestURI().getRawPath());
      if (ASKED.size() == 1) {
        exchange.getResponseHeaders().add("Link", link);
      }
      byte[] body = page;
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  protected void check(byte[] input) {
    String text = new String(input, ISO_8859_1);
    int end = Math.max(0, text.indexOf('\n'));
    link = text.substring(0, end).replaceAll("[\\x00-\\x1f\\x7f]", " ");
    page = text.substring(Math.min(text.length(), end + 1)).getBytes(ISO_8859_1);
    tags();
    referrers();
  }

  private static void tags() {
    ASKED.clear();
    try {
      List<Tag> tags = CLIENT.tags(REPOSITORY);
      List<String> once = SmallJson.list(page, "tags");
      assertThat(tags.stream().map(Tag::text).toList())
          .isEqualTo(
              Collections.nCopies(ASKED.size(), once).stream().flatMap(List::stream).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("a page was taken that has no list", e);
    } catch (Failure refused) {
      expect(refused, "oci.odd-answer");
    }
    assertThat(ASKED).isSubsetOf("/v2/team/app/tags/list").hasSizeBetween(1, 2);
  }

  private static void referrers() {
    ASKED.clear();
    try {
      List<Descriptor> referrers = CLIENT.referrers(REPOSITORY, SUBJECT);
      assertThat(referrers).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(1000);
    } catch (Failure refused) {
      expect(refused, "oci.odd-answer", "oci.bad-manifest", "oci.bad-digest");
    }
    assertThat(ASKED).isSubsetOf("/v2/team/app/referrers/" + SUBJECT).hasSizeBetween(1, 2);
  }
}
