package redoubt.kms.v2;

import java.util.concurrent.CompletableFuture;
import redoubt.core.Failure;
import redoubt.kms.Method;

/**
 * A plugin of version 2. The methods are called on the thread that serves the socket and must not
 * block it: what takes longer than a moment is completed later. A {@link Failure}, thrown or
 * completed with, becomes a gRPC error with its code and text.
 */
public interface KeyManagementV2 {
  String SERVICE = "v2.KeyManagementService";

  Method<StatusRequest, StatusResponse> STATUS =
      new Method<>(
          SERVICE,
          "Status",
          StatusRequest::encode,
          StatusRequest::decode,
          StatusResponse::encode,
          StatusResponse::decode);
  Method<EncryptRequest, EncryptResponse> ENCRYPT =
      new Method<>(
          SERVICE,
          "Encrypt",
          EncryptRequest::encode,
          EncryptRequest::decode,
          EncryptResponse::encode,
          EncryptResponse::decode);
  Method<DecryptRequest, DecryptResponse> DECRYPT =
      new Method<>(
          SERVICE,
          "Decrypt",
          DecryptRequest::encode,
          DecryptRequest::decode,
          DecryptResponse::encode,
          DecryptResponse::decode);

  CompletableFuture<StatusResponse> status(StatusRequest request);

  CompletableFuture<EncryptResponse> encrypt(EncryptRequest request);

  CompletableFuture<DecryptResponse> decrypt(DecryptRequest request);
}
