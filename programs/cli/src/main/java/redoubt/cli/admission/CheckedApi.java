package redoubt.cli.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import redoubt.admission.check.Target;
import redoubt.cli.text.JsonText;
import redoubt.encryption.kube.KubeApi;

/** An API server, as a kubeconfig names it. */
record CheckedApi(KubeApi api) implements Target {
  @Override
  public Answer call(String method, String path, Form form, byte[] body, String user) {
    KubeApi.Told told = api.ask(method, path, body.length == 0 ? "" : form.type(), body, user);
    return new Answer(told.status(), json(told.body()));
  }

  private static JsonNode json(byte[] body) {
    try {
      return body.length == 0 ? MissingNode.getInstance() : JsonText.parse(body);
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
