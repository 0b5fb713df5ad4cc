package redoubt.registry.testing;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.web.Body;
import redoubt.web.Json;

/**
 * Someone who calls a registry.
 *
 * @param user empty for a visitor
 */
public record Client(Registry registry, Optional<String> user, Map<String, String> headers) {
  Client(Registry registry, Optional<String> user) {
    this(registry, user, Map.of());
  }

  public Client with(String header, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(header, value);
    return new Client(registry, user, more);
  }

  public Answer send(String method, String target, Body body) {
    return registry.call(user, headers, method, target, body);
  }

  public Answer send(String method, String target, byte... body) {
    return send(method, target, Body.of(body));
  }

  public Answer get(String target) {
    return send("GET", target);
  }

  public Answer head(String target) {
    return send("HEAD", target);
  }

  public Answer delete(String target) {
    return send("DELETE", target);
  }

  public Answer post(String target, Object json) {
    return send("POST", target, Json.bytes(json));
  }

  /** Begins an upload; returns its location. */
  public String begin(String repository) {
    return send("POST", "/v2/" + repository + "/blobs/uploads/")
        .expect(202)
        .header("Location")
        .orElseThrow();
  }

  /** Ends an upload. */
  public Answer finish(String location, Digest digest, byte... rest) {
    return send("PUT", location + "?digest=" + digest, rest);
  }

  /** Pushes a blob in two calls. */
  public Answer push(String repository, byte[] blob) {
    Answer begun = send("POST", "/v2/" + repository + "/blobs/uploads/");
    return begun.status() == 202
        ? finish(begun.header("Location").orElseThrow(), Digest.of(blob), blob)
        : begun;
  }

  /** Puts an image manifest. */
  public Answer put(String repository, Object reference, byte[] manifest) {
    return put(repository, reference, MediaTypes.OCI_MANIFEST, manifest);
  }

  public Answer put(String repository, Object reference, String mediaType, byte[] manifest) {
    return with("Content-Type", mediaType)
        .send("PUT", "/v2/" + repository + "/manifests/" + reference, manifest);
  }

  /** Pushes an image of these layers, and returns its manifest. */
  public byte[] pushImage(String repository, Object reference, byte[]... layers) {
    push(repository, Images.CONFIG).expect(201);
    for (byte[] layer : layers) {
      push(repository, layer).expect(201);
    }
    byte[] manifest = Images.manifest(layers);
    put(repository, reference, manifest).expect(201);
    return manifest;
  }
}
