package redoubt.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;

class FileMasterKeysTest {
  private static final byte[] AAD = Aad.of("a", "b");

  @TempDir Path directory;
  private final SecretBytes secret = SecretBytes.random(32);

  @Test
  void anotherServerOnTheDirectoryOpensWhatOneWrapped() {
    FileMasterKeys one = FileMasterKeys.in(keys());
    FileMasterKeys other = FileMasterKeys.in(keys());
    one.create("m1");
    assertThat(other.unwrap("m1", one.wrap("m1", secret, AAD), AAD)).isEqualTo(secret);
  }

  @Test
  void creatingTwiceKeepsTheFirst() {
    FileMasterKeys one = FileMasterKeys.in(keys());
    one.create("m1");
    byte[] box = one.wrap("m1", secret, AAD);
    FileMasterKeys other = FileMasterKeys.in(keys());
    other.create("m1");
    assertThat(other.unwrap("m1", box, AAD)).isEqualTo(secret);
  }

  @Test
  void itsFilesAreForTheOwnerOnly() throws Exception {
    FileMasterKeys.in(keys()).create("m1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("m1"))))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys())))
        .isEqualTo("rwx------");
    try (var files = Files.list(keys())) {
      assertThat(files).containsExactly(file("m1"));
    }
  }

  @Test
  void refusesAFileThatOthersCanRead() throws Exception {
    FileMasterKeys.in(keys()).create("m1");
    Files.setPosixFilePermissions(file("m1"), PosixFilePermissions.fromString("rw-r-----"));
    assertFails("crypto.unsafe-file", () -> FileMasterKeys.in(keys()).wrap("m1", secret, AAD));
  }

  @Test
  void refusesASymbolicLink() throws Exception {
    FileMasterKeys.in(keys()).create("m1");
    Path elsewhere = directory.resolve("elsewhere");
    Files.move(file("m1"), elsewhere);
    Files.createSymbolicLink(file("m1"), elsewhere);
    assertFails("crypto.unsafe-file", () -> FileMasterKeys.in(keys()).wrap("m1", secret, AAD));
  }

  @Test
  void refusesADirectoryThatOthersCanWrite() throws Exception {
    Files.createDirectory(keys());
    Files.setPosixFilePermissions(keys(), PosixFilePermissions.fromString("rwxrwx---"));
    assertFails("crypto.unsafe-file", () -> FileMasterKeys.in(keys()));
  }

  @Test
  void aPassphraseIsNeededToOpen() {
    byte[] box;
    try (FileMasterKeys mine = withPassphrase("correct horse")) {
      mine.create("m1");
      box = mine.wrap("m1", secret, AAD);
    }
    assertThat(withPassphrase("correct horse").unwrap("m1", box, AAD)).isEqualTo(secret);
    assertFails(
        "crypto.wrong-passphrase", () -> withPassphrase("correct h0rse").unwrap("m1", box, AAD));
    assertFails("crypto.passphrase-needed", () -> FileMasterKeys.in(keys()).unwrap("m1", box, AAD));
  }

  @Test
  void aKeyWithoutPassphraseOpensButSealsNothingNewUnderOne() {
    FileMasterKeys plain = FileMasterKeys.in(keys());
    plain.create("m1");
    byte[] box = plain.wrap("m1", secret, AAD);
    FileMasterKeys strict = withPassphrase("correct horse");
    assertThat(strict.unwrap("m1", box, AAD)).isEqualTo(secret);
    assertFails("crypto.no-passphrase-on-master", () -> strict.wrap("m1", secret, AAD));
  }

  @Test
  void aFileUnderAnotherNameIsRefused() throws Exception {
    FileMasterKeys.in(keys()).create("m1");
    Files.move(file("m1"), file("m2"));
    assertFails("crypto.damaged-master", () -> FileMasterKeys.in(keys()).wrap("m2", secret, AAD));
  }

  @Test
  void everyChangedCharacterIsNoticed() throws Exception {
    FileMasterKeys.in(keys()).create("m1");
    byte[] good = Files.readAllBytes(file("m1"));
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i]++; // in the last letter of the base64 it reaches only bits that carry no data
      Files.write(file("m1"), bad);
      assertThatThrownBy(() -> FileMasterKeys.in(keys()).wrap("m1", secret, AAD))
          .as(new String(bad, US_ASCII))
          .isInstanceOfSatisfying(
              Failure.class, it -> assertThat(it.code()).isEqualTo("crypto.damaged-master"));
    }
  }

  @Test
  void aMissingKeyIsNamed() {
    assertFails("crypto.no-master", () -> FileMasterKeys.in(keys()).wrap("m9", secret, AAD));
  }

  @Test
  void aDestroyedKeyIsGone() {
    FileMasterKeys one = FileMasterKeys.in(keys());
    one.create("m1");
    byte[] box = one.wrap("m1", secret, AAD);
    one.destroy("m1");
    one.destroy("m1");
    assertThat(file("m1")).doesNotExist();
    assertFails("crypto.no-master", () -> one.unwrap("m1", box, AAD));
  }

  @Test
  void anIdCannotNameAnotherDirectory() {
    assertThatThrownBy(() -> FileMasterKeys.in(keys()).create("../m1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysThatItsDirectoryIsGone() throws Exception {
    FileMasterKeys one = FileMasterKeys.in(keys());
    assertThat(one.health()).isEmpty();
    Files.delete(keys());
    assertThat(one.health()).isPresent();
  }

  private Path keys() {
    return directory.resolve("masters");
  }

  private Path file(String id) {
    return keys().resolve(id + ".master");
  }

  private FileMasterKeys withPassphrase(String passphrase) {
    return FileMasterKeys.in(keys(), SecretBytes.owning(passphrase.getBytes(UTF_8)));
  }

  private static void assertFails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, it -> assertThat(it.code()).isEqualTo(code));
  }
}
