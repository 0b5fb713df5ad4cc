package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Role;

/** Pushing blobs, as the OCI distribution specification has it. */
class UploadTest {
  private static final String REPOSITORY = "team/app";
  private static final String UPLOADS = "/v2/team/app/blobs/uploads/";

  @AutoClose private static final Registry REGISTRY = Registry.start();

  private final Client writer = REGISTRY.writer();

  @BeforeAll
  static void namespaces() {
    REGISTRY.namespace(Registry.TENANT, "team", false);
    REGISTRY.namespace(Registry.OTHER, "others", false);
    REGISTRY.namespace(Registry.OTHER, "public", true);
  }

  private static String blob(Digest digest) {
    return "/v2/team/app/blobs/" + digest;
  }

  private void assertStored(byte[] content, Digest digest) {
    assertThat(writer.get(blob(digest)).expect(200).body()).isEqualTo(content);
  }

  @Test
  void aBlobIsPushedWithOnePost() {
    byte[] content = Images.text("monolithic");
    Digest digest = Digest.of(content);
    Answer answer = writer.send("POST", UPLOADS + "?digest=" + digest, content).expect(201);
    assertThat(answer.header("Location")).contains(blob(digest));
    assertThat(answer.header("Docker-Content-Digest")).contains(digest.toString());
    assertStored(content, digest);
  }

  @Test
  void aBlobIsPushedWithPostAndPut() {
    byte[] content = Images.text("post and put");
    Answer begun = writer.send("POST", UPLOADS).expect(202);
    assertThat(begun.header("Location").orElseThrow()).startsWith(UPLOADS);
    assertThat(begun.header("Docker-Upload-UUID")).isPresent();
    assertThat(begun.header("Range")).contains("0-0");
    Answer done =
        writer.finish(begun.header("Location").orElseThrow(), Digest.of(content), content);
    assertThat(done.expect(201).header("Location")).contains(blob(Digest.of(content)));
    assertStored(content, Digest.of(content));
  }

  @Test
  void aBlobIsPushedInPieces() {
    byte[] content = Images.text("first second third");
    String upload = writer.begin(REPOSITORY);
    Answer first = ranged("0-5").send("PATCH", upload, Images.text("first ")).expect(202);
    assertThat(first.header("Range")).contains("0-5");
    assertThat(first.header("Location")).contains(upload);
    Answer second = ranged("6-12").send("PATCH", upload, Images.text("second ")).expect(202);
    assertThat(second.header("Range")).contains("0-12");
    ranged("13-17")
        .send("PUT", upload + "?digest=" + Digest.of(content), Images.text("third"))
        .expect(201);
    assertStored(content, Digest.of(content));
  }

  @Test
  void piecesMayComeWithoutARange() {
    byte[] content = Images.text("streamed");
    String upload = writer.begin(REPOSITORY);
    writer.send("PATCH", upload, Images.text("stre")).expect(202);
    writer.send("PATCH", upload, Images.text("amed")).expect(202);
    writer.finish(upload, Digest.of(content)).expect(201);
    assertStored(content, Digest.of(content));
  }

  @Test
  void aPieceOutOfOrderIsToldWhereToGoOn() {
    String upload = writer.begin(REPOSITORY);
    ranged("0-3").send("PATCH", upload, Images.text("four")).expect(202);
    for (String range : new String[] {"5-8", "0-3", "3-6"}) {
      Answer answer = ranged(range).send("PATCH", upload, Images.text("more"));
      assertThat(answer.outcome()).isEqualTo("416 BLOB_UPLOAD_INVALID registry.out-of-order");
      assertThat(answer.header("Range")).contains("0-3");
      assertThat(answer.header("Location")).contains(upload);
    }
    Answer last =
        ranged("9-12").send("PUT", upload + "?digest=" + Digest.of(), Images.text("more"));
    assertThat(last.status()).isEqualTo(416);
    assertThat(last.header("Location")).contains(upload);
    ranged("4-7").send("PATCH", upload, Images.text("more")).expect(202);
    writer.finish(upload, Digest.of(Images.text("fourmore"))).expect(201);
  }

  @Test
  void theFirstPieceBeginsAtNought() {
    String upload = writer.begin(REPOSITORY);
    Answer answer = ranged("1-4").send("PATCH", upload, Images.text("more"));
    assertThat(answer.status()).isEqualTo(416);
    assertThat(writer.get(upload).header("Range")).contains("0-0");
  }

  @Test
  void aRangeThatCannotBeReadIsRefused() {
    String upload = writer.begin(REPOSITORY);
    for (String range : new String[] {"4", "x-y", "3-1", "-4", "0-3/4"}) {
      assertThat(ranged(range).send("PATCH", upload, Images.text("four")).outcome())
          .isEqualTo("400 SIZE_INVALID registry.bad-range");
    }
    assertThat(writer.get(upload).header("Range")).contains("0-0");
  }

  @Test
  void aRangeOfAnotherLengthThanWhatCameIsRefused() {
    String upload = writer.begin(REPOSITORY);
    assertThat(ranged("0-9").send("PATCH", upload, Images.text("four")).outcome())
        .isEqualTo("400 SIZE_INVALID registry.bad-range");
  }

  @Test
  void ofAPieceThatIsRefusedNothingIsKept() {
    byte[] whole = Images.text("0123456789abcdef");
    String upload = writer.begin(REPOSITORY);
    ranged("0-3").send("PATCH", upload, Arrays.copyOf(whole, 4)).expect(202);
    ranged("4-7").send("PATCH", upload, Arrays.copyOfRange(whole, 4, 12)).expect(400);
    ranged("4-15").send("PATCH", upload, Arrays.copyOfRange(whole, 4, 12)).expect(400);
    assertThat(writer.get(upload).expect(204).header("Range")).contains("0-3");
    ranged("4-15").send("PATCH", upload, Arrays.copyOfRange(whole, 4, 16)).expect(202);
    writer.finish(upload, Digest.of(whole)).expect(201);
    assertThat(writer.get("/v2/" + REPOSITORY + "/blobs/" + Digest.of(whole)).body())
        .isEqualTo(whole);
  }

  @Test
  void theStatusSaysHowMuchHasCome() {
    String upload = writer.begin(REPOSITORY);
    writer.send("PATCH", upload, new byte[1000]).expect(202);
    Answer answer = writer.get(upload).expect(204);
    assertThat(answer.header("Range")).contains("0-999");
    assertThat(answer.header("Location")).contains(upload);
  }

  @Test
  void anUploadThatIsCancelledHasEndedAndLeavesNoFile() {
    String upload = writer.begin(REPOSITORY);
    writer.send("PATCH", upload, new byte[1000]).expect(202);
    writer.delete(upload).expect(204);
    for (Answer answer :
        new Answer[] {
          writer.get(upload),
          writer.delete(upload),
          writer.send("PATCH", upload, new byte[1]),
          writer.finish(upload, Digest.of(new byte[1000]))
        }) {
      assertThat(answer.outcome()).isEqualTo("404 BLOB_UPLOAD_UNKNOWN registry.no-upload");
    }
    assertThat(REGISTRY.inventory().findings()).isEmpty();
    assertThat(REGISTRY.inventory().count("doomed")).isZero();
  }

  @Test
  void anUploadThatWasFinishedHasEnded() {
    String upload = writer.begin(REPOSITORY);
    byte[] content = Images.text("finished");
    writer.finish(upload, Digest.of(content), content).expect(201);
    assertThat(writer.get(upload).outcome())
        .isEqualTo("404 BLOB_UPLOAD_UNKNOWN registry.no-upload");
  }

  @Test
  void whatIsNoIdOfAnUploadIsNone() {
    assertThat(writer.get(UPLOADS + "nothing").outcome())
        .isEqualTo("404 BLOB_UPLOAD_UNKNOWN registry.no-upload");
  }

  @Test
  void anUploadIsOneOfItsRepositoryOnly() {
    String upload = writer.begin(REPOSITORY);
    writer.push("team/second", Images.text("x")).expect(201);
    assertThat(writer.get(upload.replace("team/app", "team/second")).outcome())
        .isEqualTo("404 BLOB_UPLOAD_UNKNOWN registry.no-upload");
  }

  @Test
  void anotherDigestEndsTheUpload() {
    byte[] content = Images.text("not what was said");
    Digest wrong = Digest.of(Images.text("what was said"));
    String upload = writer.begin(REPOSITORY);
    assertThat(writer.finish(upload, wrong, content).outcome())
        .isEqualTo("400 DIGEST_INVALID registry.digest-differs");
    assertThat(writer.send("POST", UPLOADS + "?digest=" + wrong, content).outcome())
        .isEqualTo("400 DIGEST_INVALID registry.digest-differs");
    assertThat(writer.get(upload).status()).isEqualTo(404);
    assertThat(writer.head(blob(wrong)).status()).isEqualTo(404);
    assertThat(writer.head(blob(Digest.of(content))).status()).isEqualTo(404);
    assertThat(REGISTRY.inventory().findings()).isEmpty();
  }

  @Test
  void whatIsNoDigestIsRefusedAndKeepsTheUpload() {
    String upload = writer.begin(REPOSITORY);
    for (String digest :
        new String[] {
          "", "sha256:00", "md5:d41d8cd98f00b204e9800998ecf8427e", "SHA256:" + "0".repeat(64)
        }) {
      assertThat(writer.send("PUT", upload + "?digest=" + digest, new byte[1]).outcome())
          .isEqualTo("400 DIGEST_INVALID oci.bad-digest");
    }
    writer.get(upload).expect(204);
  }

  @Test
  void digestsMayBeSha512() {
    byte[] content = Images.text("long digest");
    Digest digest = Digest.Algorithm.SHA512.of(content);
    String upload = writer.begin(REPOSITORY);
    writer.send("PATCH", upload, Images.text("long ")).expect(202);
    writer.finish(upload, digest, Images.text("digest")).expect(201);
    assertStored(content, digest);
    byte[] other = Images.text("long digest at once");
    Digest otherDigest = Digest.Algorithm.SHA512.of(other);
    writer.send("POST", UPLOADS + "?digest=" + otherDigest, other).expect(201);
    assertStored(other, otherDigest);
  }

  @Test
  void nothingAtAllIsABlobToo() {
    writer.push(REPOSITORY, new byte[0]).expect(201);
    assertStored(new byte[0], Digest.of());
  }

  @Test
  void theSameBlobMayBePushedAgainAndAgainAndIsKeptOnce() {
    byte[] content = Images.text("again and again");
    for (int i = 0; i < 3; i++) {
      writer.push(REPOSITORY, content).expect(201);
      writer.push("team/app" + i, content).expect(201);
    }
    assertThat(
            REGISTRY
                .inventory()
                .query(
                    "SELECT refs FROM registry.blob WHERE digest = '" + Digest.of(content) + "'"))
        .containsExactly("4");
    assertThat(REGISTRY.inventory().findings()).isEmpty();
  }

  @Test
  void aBlobIsMountedFromANamedRepository() {
    byte[] content = Images.text("mounted");
    Digest digest = Digest.of(content);
    writer.push("team/source", content).expect(201);
    Answer answer =
        writer.send("POST", UPLOADS + "?mount=" + digest + "&from=team/source").expect(201);
    assertThat(answer.header("Location")).contains(blob(digest));
    assertThat(answer.header("Docker-Content-Digest")).contains(digest.toString());
    assertStored(content, digest);
  }

  @Test
  void aBlobIsMountedFromWhereverTheCallerMayRead() {
    byte[] content = Images.text("mounted from anywhere");
    writer.push("team/anywhere", content).expect(201);
    writer.send("POST", UPLOADS + "?mount=" + Digest.of(content)).expect(201);
    assertStored(content, Digest.of(content));
  }

  @Test
  void aBlobThatIsNotThereToMountBeginsAnUpload() {
    Digest digest = Digest.of(Images.text("nowhere"));
    for (String from :
        new String[] {"", "&from=team/source", "&from=team/no/such", "&from=none/x"}) {
      Answer answer = writer.send("POST", UPLOADS + "?mount=" + digest + from).expect(202);
      assertThat(answer.header("Location").orElseThrow()).startsWith(UPLOADS);
    }
  }

  @Test
  void aForeignBlobIsNotMountedAndAnsweredLikeOneThatIsNotThere() {
    byte[] content = Images.text("foreign");
    REGISTRY.stranger().push("others/app", content).expect(201);
    String digest = Digest.of(content).toString();
    writer.send("POST", UPLOADS + "?mount=" + digest + "&from=others/app").expect(202);
    writer.send("POST", UPLOADS + "?mount=" + digest).expect(202);
    assertThat(writer.head(blob(Digest.of(content))).status()).isEqualTo(404);
  }

  @Test
  void whoMayReadOneRepositoryMountsFromThatOneOnly() {
    byte[] one = Images.text("one of others");
    byte[] two = Images.text("two of others");
    REGISTRY.stranger().push("others/one", one).expect(201);
    REGISTRY.stranger().push("others/two", two).expect(201);
    Client guest =
        REGISTRY.as(
            "guest",
            Grant.inInstance(Role.WRITER, Registry.TENANT),
            Grant.inPart(Role.READER, Registry.OTHER, Part.repository("others/one")));
    guest.send("POST", UPLOADS + "?mount=" + Digest.of(one) + "&from=others/one").expect(201);
    guest.send("POST", UPLOADS + "?mount=" + Digest.of(two) + "&from=others/two").expect(202);
    guest.send("POST", UPLOADS + "?mount=" + Digest.of(two)).expect(202);
  }

  @Test
  void aTokenForOneRepositoryMountsNothingOfAnother() {
    byte[] content = Images.text("beyond a token");
    writer.push("team/beyond", content).expect(201);
    String mount = UPLOADS + "?mount=" + Digest.of(content);
    Client narrow =
        REGISTRY.narrowed(
            writer, Grant.inPart(Role.WRITER, Registry.TENANT, Part.repository(REPOSITORY)));
    narrow.send("POST", mount).expect(202);
    assertThat(narrow.head(blob(Digest.of(content))).status()).isEqualTo(404);
    Client both =
        REGISTRY.narrowed(
            writer,
            Grant.inPart(Role.WRITER, Registry.TENANT, Part.repository(REPOSITORY)),
            Grant.inPart(Role.READER, Registry.TENANT, Part.repository("team/beyond")));
    both.send("POST", mount).expect(201);
  }

  @Test
  void aBlobIsMountedFromWhereEverybodyMayPull() {
    byte[] content = Images.text("of the public");
    REGISTRY.stranger().push("public/app", content).expect(201);
    writer.send("POST", UPLOADS + "?mount=" + Digest.of(content) + "&from=public/app").expect(201);
    assertStored(content, Digest.of(content));
  }

  @Test
  void aNameThatIsNoneIsRefused() {
    assertThat(writer.send("POST", "/v2/team/App/blobs/uploads/").outcome())
        .isEqualTo("400 NAME_INVALID oci.bad-name");
  }

  private Client ranged(String range) {
    return writer.with("Content-Range", range);
  }
}
