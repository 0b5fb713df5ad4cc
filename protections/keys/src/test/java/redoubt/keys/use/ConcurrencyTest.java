package redoubt.keys.use;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.testkit.Await;

/** Keys that change while they are used, on one server and on two. */
class ConcurrencyTest {
  private static final int CALLERS = 8;

  @AutoClose private static final KeyService SERVICE = KeyService.start();

  private final byte[] dek = "a data encryption key".getBytes(StandardCharsets.US_ASCII);

  @Test
  void everyCiphertextMadeWhileTheKeyRotatesOpens() throws Exception {
    Caller caller = SERVICE.manager();
    String key = caller.rootKey();
    ConcurrentLinkedQueue<String> ciphertexts = new ConcurrentLinkedQueue<>();
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        running.add(
            executor.submit(() -> {
              while (!stop.get()) {
                ciphertexts.add(caller.wrap(key, dek));
              }
            }));
      }
      for (int rotation = 0; rotation < 5; rotation++) {
        int before = ciphertexts.size();
        Await.until(
            Duration.ofSeconds(30), "more ciphertexts", () -> ciphertexts.size() > before + 50);
        assertThat(caller.act(key, "rotate").outcome()).isEqualTo("204");
        SERVICE.clock().advance(Duration.ofHours(1));
      }
      stop.set(true);
      for (Future<?> each : running) {
        each.get();
      }
    }
    for (String ciphertext : ciphertexts) {
      assertThat(plaintext(caller.unwrap(key, ciphertext))).isEqualTo(dek);
    }
  }

  @Test
  void noCallThatBeginsAfterADisableWasAcknowledgedUsesTheKey() throws Exception {
    Caller caller = SERVICE.manager();
    for (int round = 0; round < 10; round++) {
      String key = caller.rootKey();
      AtomicBoolean disabled = new AtomicBoolean();
      AtomicBoolean stop = new AtomicBoolean();
      ConcurrentLinkedQueue<Integer> afterwards = new ConcurrentLinkedQueue<>();
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
          running.add(
              executor.submit(() -> {
                while (!stop.get()) {
                  boolean late = disabled.get();
                  int status = caller.act(key, "wrap").status();
                  if (late) {
                    afterwards.add(status);
                  }
                }
              }));
        }
        assertThat(caller.act(key, "disable").outcome()).isEqualTo("204");
        disabled.set(true);
        Await.until(Duration.ofSeconds(30), "late calls", () -> afterwards.size() >= 3 * CALLERS);
        stop.set(true);
        for (Future<?> each : running) {
          each.get();
        }
      }
      assertThat(afterwards).containsOnly(409);
    }
  }

  @Test
  void anotherServerHearsOfADisableAtOnce() {
    Caller here = SERVICE.manager();
    try (KeyService second = SERVICE.another()) {
      Caller there = second.manager();
      String key = here.rootKey();
      assertThat(there.act(key, "wrap").outcome()).isEqualTo("200");
      assertThat(here.act(key, "disable").outcome()).isEqualTo("204");
      // The clock stands still, so that nothing is forgotten because of its age.
      Await.until(
          Duration.ofSeconds(5),
          "the other server to refuse",
          () -> there.act(key, "wrap").status() == 409);
    }
  }

  @Test
  void anotherServerUnwrapsWithTheRotatedKey() {
    Caller here = SERVICE.manager();
    try (KeyService second = SERVICE.another()) {
      Caller there = second.manager();
      String key = here.rootKey();
      there.wrap(key, dek);
      here.act(key, "rotate");
      String ciphertext = here.wrap(key, dek);
      assertThat(plaintext(there.unwrap(key, ciphertext))).isEqualTo(dek);
    }
  }

  @Test
  void aMissedChangeBitesWhenTheFeedIsLost() {
    Caller here = SERVICE.manager();
    try (KeyService second = SERVICE.another()) {
      Caller there = second.manager();
      String key = here.rootKey();
      assertThat(there.act(key, "wrap").outcome()).isEqualTo("200");
      SERVICE.testDatabase().cutConnections();
      Await.until(
          Duration.ofSeconds(20),
          "the database to be back",
          () ->
              here.act(key, "disable").status() == 204
                  || here.metadata(key).get("state").asInt() == 2);
      Await.until(
          Duration.ofSeconds(20),
          "the other server to refuse",
          () -> there.act(key, "wrap").status() == 409);
    }
  }

  @Test
  void aKeyIsDeletedOnce() throws Exception {
    Caller caller = SERVICE.manager();
    String key = caller.rootKey();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        answers.add(executor.submit(() -> caller.delete("/api/v2/keys/" + key)));
      }
      int deleted = 0;
      for (Future<Answer> answer : answers) {
        String outcome = answer.get().outcome();
        assertThat(outcome).isIn("204", "410 KEY_DELETED_ERR");
        deleted += outcome.equals("204") ? 1 : 0;
      }
      assertThat(deleted).isEqualTo(1);
    }
    assertThat(SERVICE.ledgerOf(key)).containsOnlyOnce("kms.secrets.delete by manager");
  }

  private static byte[] plaintext(Answer answer) {
    assertThat(answer.outcome()).isEqualTo("200");
    return Base64.getDecoder().decode(answer.json().get("plaintext").asText());
  }
}
