package redoubt.keys.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import redoubt.core.Failure;
import redoubt.keys.KeyProtectError;
import redoubt.web.Request;

/**
 * Reads the bodies of requests, whatever their Content-Type says: either a bare object, or a
 * collection whose metadata must agree with its resources.
 */
public final class KmsBody {
  private KmsBody() {}

  /** A bare object; {@code NO_BODY_ERR} when nothing was sent. */
  public static Fields object(Request request) {
    return Fields.of(json(request));
  }

  /** A bare object, or no fields when nothing was sent. */
  public static Fields objectIfAny(Request request) {
    return request.body().length == 0 ? Fields.none() : object(request);
  }

  /** A collection of exactly one resource. */
  public static Fields resource(Request request, KmsCollection type) {
    List<Fields> resources = resources(request, type);
    if (resources.size() != 1) {
      throw KeyProtectError.BAD_BODY_ERR.failure("exactly one resource is expected");
    }
    return resources.getFirst();
  }

  /** A collection of any number of resources. */
  public static List<Fields> resources(Request request, KmsCollection type) {
    Fields body = object(request);
    List<Fields> resources =
        body.objects("resources")
            .orElseThrow(() -> KeyProtectError.BAD_BODY_ERR.failure("resources is missing"));
    Fields metadata =
        body.object("metadata")
            .orElseThrow(() -> KeyProtectError.BAD_BODY_ERR.failure("CollectionMetadata is empty"));
    String sent =
        metadata
            .text("collectionType")
            .orElseThrow(
                () -> KeyProtectError.BAD_BODY_ERR.failure("metadata.collectionType is missing"));
    if (!sent.equalsIgnoreCase(type.mediaType())) {
      throw KeyProtectError.BAD_BODY_ERR.failure(
          "metadata.collectionType is not " + type.mediaType());
    }
    int total =
        metadata
            .integer("collectionTotal", 0, Integer.MAX_VALUE)
            .orElseThrow(
                () -> KeyProtectError.BAD_BODY_ERR.failure("metadata.collectionTotal is missing"));
    if (total != resources.size()) {
      throw KeyProtectError.COLLECTION_TOTAL_MISMATCH_ERR.failure();
    }
    return resources;
  }

  private static JsonNode json(Request request) {
    if (request.body().length == 0) {
      throw KeyProtectError.NO_BODY_ERR.failure();
    }
    try {
      return request.json();
    } catch (Failure malformed) {
      throw KeyProtectError.BAD_BODY_ERR.failure(malformed.what());
    }
  }
}
