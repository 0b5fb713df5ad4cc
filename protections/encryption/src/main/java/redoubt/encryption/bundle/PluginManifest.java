package redoubt.encryption.bundle;

/** How a node starts the plugin. */
final class PluginManifest {
  /**
   * What the plugin is told.
   *
   * @param server URL of this server as the node reaches it
   * @param image of the plugin
   */
  record Settings(String server, String instance, String cluster, String image) {}

  private PluginManifest() {}

  /**
   * A static pod. Without a liveness probe on purpose: a restart during an outage of the server
   * would throw away the keys that let the API server go on.
   */
  static String staticPod(Settings settings) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: redoubt-kms-plugin
      namespace: kube-system
      labels:
        component: redoubt-kms-plugin
        tier: control-plane
    spec:
      hostNetwork: true
      priorityClassName: system-node-critical
      containers:
      - name: redoubt-kms-plugin
        image: %s
        args:
        - --server=%s
        - --ca=/etc/redoubt/ca.pem
        - --instance=%s
        - --cluster=%s
        - --apikey-file=/etc/redoubt/apikey
        - --socket=%s
        resources:
          requests:
            cpu: 50m
            memory: 128Mi
        securityContext:
          allowPrivilegeEscalation: false
          readOnlyRootFilesystem: true
          runAsUser: 0
          capabilities:
            drop:
            - ALL
          seccompProfile:
            type: RuntimeDefault
        volumeMounts:
        - mountPath: /etc/redoubt
          name: configuration
          readOnly: true
        - mountPath: %s
          name: socket
        - mountPath: /tmp
          name: scratch
      volumes:
      - hostPath:
          path: %s
          type: Directory
        name: configuration
      - hostPath:
          path: %s
          type: DirectoryOrCreate
        name: socket
      - emptyDir:
          medium: Memory
          sizeLimit: 64Mi
        name: scratch
    """
        .formatted(
            settings.image(),
            settings.server(),
            settings.instance(),
            settings.cluster(),
            Places.SOCKET,
            Places.SOCKET_DIRECTORY,
            Places.PLUGIN,
            Places.SOCKET_DIRECTORY);
  }

  static String systemdUnit(Settings settings) {
    return """
    [Unit]
    Description=Redoubt KMS plugin
    Before=kubelet.service
    After=network-online.target
    Wants=network-online.target

    [Service]
    ExecStart=/usr/local/bin/redoubt-kms-plugin \\
      --server=%s \\
      --ca=%s/ca.pem \\
      --instance=%s \\
      --cluster=%s \\
      --apikey-file=%s/apikey \\
      --socket=%s
    Restart=always
    RestartSec=1
    RuntimeDirectory=redoubt-kms
    RuntimeDirectoryMode=0700
    RuntimeDirectoryPreserve=restart
    NoNewPrivileges=yes
    ProtectSystem=strict
    ProtectHome=yes
    PrivateTmp=yes
    PrivateDevices=yes
    CapabilityBoundingSet=
    RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
    MemoryDenyWriteExecute=no

    [Install]
    WantedBy=multi-user.target
    """
        .formatted(
            settings.server(),
            Places.PLUGIN,
            settings.instance(),
            settings.cluster(),
            Places.PLUGIN,
            Places.SOCKET);
  }
}
