package redoubt.admission.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.web.Json;

/** Where the attacks on admission are run: the server itself, seen from outside. */
public interface ProvingGround {
  /**
   * The registry in the names of images of this server; empty when it does not know how it is
   * called.
   */
  Optional<String> registry();

  /** Begins a visit; ending it removes all images that were made for it. */
  Visit enter();

  /** What the server answered. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, byte[] body) {
    boolean succeeded() {
      return status >= 200 && status < 300;
    }

    JsonNode json() {
      return Json.parse(body);
    }

    @Override
    public String toString() {
      return Integer.toString(status);
    }
  }

  /** What keeps a signature in due form from counting. */
  enum Untimely {
    /** The certificate of the signer ended yesterday. */
    CERTIFICATE_ENDED,
    /** It begins tomorrow. */
    CERTIFICATE_TO_COME,
    /** The signature says that it ended an hour ago. */
    SIGNATURE_ENDED
  }

  /**
   * Names of signers, as policies have them.
   *
   * @param byKey of {@link Visit#sign(Digest)}
   * @param byCertificate of {@link Visit#certify}
   */
  record Signers(String byKey, String byCertificate) {}

  /** A number of calls, and images in a repository that is the visit's own. */
  interface Visit extends AutoCloseable {
    String instance();

    /** The server's time. */
    Instant now();

    /** As a manager of an instance that is there for proofs alone. */
    Answer call(String method, String path, Map<String, ?> body);

    /** As an API server, which shows no credential. */
    Answer ask(String path, byte[] review);

    /** The visit's repository, without a registry. */
    String repository();

    /** Pushes an image that nobody has signed. */
    Digest image();

    /** Pushes an index of images. */
    Digest index(List<Digest> images);

    /** Pushes what has the form of an image, and a layer that is none. */
    Digest artifact();

    /** Pushes an image whose layer lies at another address. */
    Digest layeredElsewhere();

    /**
     * Pushes an image in Docker's schema 1, which no digest names.
     *
     * @return whether the registry took it
     */
    boolean tryOldForm(String tag);

    /** Who signs in the visit's namespace. */
    Signers signers();

    /** Has a tag name an image, whatever it named before. */
    void tag(Digest image, String tag);

    /** Signs an image well, with a key. */
    void sign(Digest image);

    /** Signs an image well, with a certificate of another signer. */
    void certify(Digest image);

    /** Attests something of an image, which signs it not. */
    void attest(Digest image);

    /** Puts good signatures of one image, in all forms, where those of another belong. */
    void transplant(Digest from, Digest to);

    /** Signs an image at the wrong time. */
    void sign(Digest image, Untimely how);

    /** From this moment nothing counts that {@link #sign(Digest)} has signed. */
    void revoke();

    @Override
    void close();
  }
}
