package redoubt.keys.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import redoubt.web.Json;
import redoubt.web.Response;

/**
 * The envelope of every body of the Key Protect API: metadata with the type and the number of
 * resources, then the resources, an empty array when there are none.
 */
public enum KmsCollection {
  KEY("key"),
  KEY_VERSION("key.version"),
  KEY_RING("key_ring"),
  ALIAS("alias"),
  POLICY("policy"),
  REGISTRATION("registration"),
  REGISTRATION_INPUT("registration_input"),
  ALLOWED_IP("allowed_ip_metadata"),
  KMIP_ADAPTER("kmip_adapter"),
  ERROR("error");

  private final String mediaType;

  KmsCollection(String noun) {
    this.mediaType = "application/vnd.ibm.kms." + noun + "+json";
  }

  /** The collection type, which is the media type too. */
  public String mediaType() {
    return mediaType;
  }

  public Response response(int status, List<?> resources) {
    return response(status, resources, OptionalLong.empty());
  }

  /**
   * @param totalCount how many there are beyond this page; told only when the client asked
   */
  public Response response(int status, List<?> resources, OptionalLong totalCount) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("collectionType", mediaType);
    metadata.put("collectionTotal", resources.size());
    totalCount.ifPresent(count -> metadata.put("totalCount", count));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("metadata", metadata);
    body.put("resources", resources);
    return Response.bytes(status, "application/json", Json.bytes(body));
  }
}
