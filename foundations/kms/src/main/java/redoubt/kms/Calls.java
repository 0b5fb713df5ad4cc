package redoubt.kms;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** Answers the calls of one method, on the thread that read the question if it can. */
final class Calls<Q, A> implements ServerCallHandler<byte[], byte[]> {
  private static final Metadata NOTHING = new Metadata();

  private final Method<Q, A> method;
  private final Function<Q, CompletableFuture<A>> answering;

  Calls(Method<Q, A> method, Function<Q, CompletableFuture<A>> answering) {
    this.method = method;
    this.answering = answering;
  }

  @Override
  public ServerCall.Listener<byte[]> startCall(ServerCall<byte[], byte[]> call, Metadata headers) {
    call.request(2);
    return new ServerCall.Listener<>() {
      private byte @Nullable [] question;

      @Override
      public void onMessage(byte[] message) {
        question = message;
      }

      @Override
      public void onHalfClose() {
        byte[] asked = question;
        if (asked == null) {
          call.close(Status.INVALID_ARGUMENT.withDescription("no message came"), NOTHING);
        } else {
          answer(call, asked);
        }
      }
    };
  }

  private void answer(ServerCall<byte[], byte[]> call, byte[] question) {
    CompletableFuture<A> answer;
    try {
      answer = answering.apply(method.decodeQuestion().apply(question));
    } catch (RuntimeException e) {
      call.close(status(e), new Metadata());
      return;
    }
    if (answer.isDone() && !answer.isCompletedExceptionally()) {
      send(call, answer.resultNow());
    } else {
      var _ =
          answer.whenComplete((good, thrown) -> {
            if (thrown == null) {
              send(call, good);
            } else {
              call.close(status(thrown), new Metadata());
            }
          });
    }
  }

  private void send(ServerCall<byte[], byte[]> call, A answer) {
    byte[] message = method.encodeAnswer().apply(answer);
    call.sendHeaders(new Metadata());
    call.sendMessage(message);
    call.close(Status.OK, new Metadata());
  }

  private static Status status(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (!(cause instanceof Failure failure)) {
      return Status.INTERNAL.withDescription("kms.internal: The plugin failed. Look into its log.");
    }
    return code(failure)
        .withDescription(failure.code() + ": " + failure.what() + " " + failure.remedy());
  }

  private static Status code(Failure failure) {
    return switch (failure.kind()) {
      case INVALID, TOO_LARGE, UNPROCESSABLE -> Status.INVALID_ARGUMENT;
      case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
      case FORBIDDEN -> Status.PERMISSION_DENIED;
      case NOT_FOUND -> Status.NOT_FOUND;
      case CONFLICT, GONE -> Status.FAILED_PRECONDITION;
      case TOO_MANY -> Status.RESOURCE_EXHAUSTED;
      case UNAVAILABLE -> Status.UNAVAILABLE;
      case NOT_SUPPORTED -> Status.UNIMPLEMENTED;
      case INTERNAL -> Status.INTERNAL;
    };
  }
}
