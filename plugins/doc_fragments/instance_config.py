# Copyright (c) 2026, the waops.whatsapp authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by tools/instance_docs.py from the documentation of the modules.

"""The sections of whatsapp_instance's config."""

from __future__ import annotations


class ModuleDocFragment:
    """C(extends_documentation_fragment: waops.whatsapp.instance_config)."""

    DOCUMENTATION = r"""
options:
  config:
    description:
      - What the instance is to be like. A section that is absent is left alone; sections
        are applied in the order given here.
    type: dict
    required: true
    suboptions:
      certificate:
        description:
          - The Webapp's own certificate. The options are those of M(waops.whatsapp.whatsapp_certificate),
            with C(kind=external) and C(require_pin=True).
        type: dict
        suboptions:
          state:
            description:
              - V(present) installs, in place of what is there.
              - V(absent) removes the webhook CA. The API has no way to remove the
                Webapp's own certificate.
            type: str
            choices:
              - present
              - absent
            default: present
          content:
            description:
              - PEM text. What stands between the PEM blocks is not sent.
              - For C(kind=external) the private key first, then its certificate,
                then one or more CAs, each the signer of the certificate before it;
                the root may be left out when there is an intermediate. The key of
                the first is RSA of 2048 bits or more, EC on the curve P-256, P-384
                or P-521, Ed25519 or Ed448.
              - For C(kind=webhook_ca) one or more certificates and nothing else.
              - Either this or O(config.certificate.path) is needed with O(config.certificate.state=present).
            type: str
          path:
            description: File with the PEM text, on the machine that runs the module.
            type: path
          host_names:
            description:
              - Host names and IP addresses that an external certificate must be made
                for, all of them. When not given, the host of O(url).
              - Name others when clients reach the instance by another name than the
                playbook does, for example behind a load balancer. An empty list skips
                this check.
            type: list
            elements: str
          tls_address:
            description:
              - Where the Webapp itself speaks TLS, as C(HOST:PORT), when O(url) leads
                to a load balancer or a gateway with a certificate of its own, or
                is a C(http://) one. The certificate in use is read there, in a TLS
                handshake that sends nothing. With several Webapps behind one address
                it is that of the one that answers.
            type: str
          warn_days:
            description:
              - A certificate that expires within so many days is told as a warning.
                One that has expired is refused for C(kind=external), and told for
                C(kind=webhook_ca).
            type: int
            default: 30
      users:
        description:
          - The users of the instance. The options are those of M(waops.whatsapp.whatsapp_user).
        type: list
        elements: dict
        suboptions:
          name:
            description: Name of the user, 4 to 32 letters, digits, dashes, underscores
              and dots.
            type: str
            required: true
          state:
            description: Whether the user is to exist. Deleting a user revokes all
              its tokens.
            type: str
            choices:
              - present
              - absent
            default: present
          user_password:
            description:
              - The user's wanted password, 8 to 64 characters with at least one upper-case
                letter, lower-case letter, digit and special character. Needed to
                create the user.
              - Changing a password does not revoke the tokens that the user has.
            type: str
          update_password:
            description:
              - A password cannot be read back, so this says how an existing user's
                password is treated.
              - V(verify) proves it by a login as that user and sets it only when
                that fails; the token of the proof is revoked again. A wrong password
                costs one of the 30 failed logins an hour that the server allows each
                address.
              - V(always) sets it in every run, and reports a change in every run.
              - V(on_create) sets it only when the user is created.
            type: str
            choices:
              - verify
              - always
              - on_create
            default: verify
      webhook_ca:
        description:
          - The CA that the webhook's receiver is verified with. The options are those
            of M(waops.whatsapp.whatsapp_certificate), with C(kind=webhook_ca).
        type: dict
        suboptions:
          state:
            description:
              - V(present) installs, in place of what is there.
              - V(absent) removes the webhook CA. The API has no way to remove the
                Webapp's own certificate.
            type: str
            choices:
              - present
              - absent
            default: present
          content:
            description:
              - PEM text. What stands between the PEM blocks is not sent.
              - For C(kind=external) the private key first, then its certificate,
                then one or more CAs, each the signer of the certificate before it;
                the root may be left out when there is an intermediate. The key of
                the first is RSA of 2048 bits or more, EC on the curve P-256, P-384
                or P-521, Ed25519 or Ed448.
              - For C(kind=webhook_ca) one or more certificates and nothing else.
              - Either this or O(config.webhook_ca.path) is needed with O(config.webhook_ca.state=present).
            type: str
          path:
            description: File with the PEM text, on the machine that runs the module.
            type: path
          host_names:
            description:
              - Host names and IP addresses that an external certificate must be made
                for, all of them. When not given, the host of O(url).
              - Name others when clients reach the instance by another name than the
                playbook does, for example behind a load balancer. An empty list skips
                this check.
            type: list
            elements: str
          tls_address:
            description:
              - Where the Webapp itself speaks TLS, as C(HOST:PORT), when O(url) leads
                to a load balancer or a gateway with a certificate of its own, or
                is a C(http://) one. The certificate in use is read there, in a TLS
                handshake that sends nothing. With several Webapps behind one address
                it is that of the one that answers.
            type: str
          require_pin:
            description:
              - Refuse a certificate for C(kind=external) that O(tls_fingerprint)
                does not list, because nobody could connect after the restart.
              - It has no effect without O(tls_fingerprint), and with O(config.webhook_ca.tls_address),
                where another server speaks TLS at O(url).
            type: bool
            default: false
          warn_days:
            description:
              - A certificate that expires within so many days is told as a warning.
                One that has expired is refused for C(kind=external), and told for
                C(kind=webhook_ca).
            type: int
            default: 30
      app_settings:
        description:
          - The application settings. The options are those of M(waops.whatsapp.whatsapp_app_settings).
        type: dict
        suboptions:
          state:
            description:
              - V(present) sets the settings given and leaves all others alone.
              - V(reset) puts every setting back to the server's default. It is unchanged
                when all settings with a documented default have it.
            type: str
            choices:
              - present
              - reset
            default: present
          write_unshown:
            description:
              - What to do with settings that the server does not show. V(false) leaves
                them as they are and warns; V(true) sends them every time, and then
                reports a change every time.
            type: bool
            default: false
          callback_persist:
            description: Keep undelivered callbacks on disk. Needs a restart of the
              Coreapp.
            type: bool
          callback_backoff_delay_ms:
            description: Step of the linear back-off before a callback is repeated,
              in milliseconds.
            type: int
          max_callback_backoff_delay_ms:
            description: Longest delay before a callback is repeated, in milliseconds.
            type: int
          media:
            description: How incoming media are treated.
            type: dict
            suboptions:
              auto_download:
                description: Types of media that are downloaded by themselves, in
                  any order.
                type: list
                elements: str
                choices:
                  - audio
                  - document
                  - image
                  - sticker
                  - video
                  - voice
          webhooks:
            description: Where the instance delivers its callbacks.
            type: dict
            suboptions:
              url:
                description: An C(https://) URL, or an empty string for no webhook.
                type: str
              max_concurrent_requests:
                description: How many callbacks are delivered at a time, one of V(6),
                  V(12), V(18), V(24). Needs a restart of the Coreapp.
                type: int
              message_status:
                description:
                  - Which callbacks about the status of messages are sent. Clients
                    from v2.41.2 on.
                  - The API calls it C(webhooks.message), a name that Ansible does
                    not allow.
                type: dict
                suboptions:
                  sent:
                    description: Tell that a message was sent.
                    type: bool
                  delivered:
                    description: Tell that a message was delivered.
                    type: bool
                  read:
                    description: Tell that a message was read.
                    type: bool
          sent_status:
            description: Tell that a message was sent, on clients before C(webhooks.message).
            type: bool
          heartbeat_interval:
            description: Seconds between two polls of the Coreapps by the master (multiconnect).
            type: int
          unhealthy_interval:
            description: Seconds after which a silent Coreapp is replaced (multiconnect).
            type: int
          pass_through:
            description:
              - Hand incoming messages through without keeping them. Needs a restart
                of the Coreapp.
              - Clients from v2.35 on do not switch it on again.
            type: bool
          db_garbagecollector_enable:
            description: Delete old messages by itself, on clients before O(config.app_settings.garbagecollector_enable).
              Needs a restart of the Coreapp.
            type: bool
          garbagecollector_enable:
            description: What is deleted by itself when it is old.
            type: dict
            suboptions:
              messages:
                description: Delete old messages. Meta advises against it during large
                  campaigns.
                type: bool
              media:
                description: Delete old media.
                type: bool
          notify_user_change_number:
            description: Send a system message when a user changes the phone number.
            type: bool
          show_security_notifications:
            description: Block sending to a contact whose identity changed until it
              is acknowledged.
            type: bool
          skip_referral_media_download:
            description: Leave images and videos out of referral callbacks.
            type: bool
          axolotl_context_striping_disabled:
            description: Multiconnect tuning of the years 2019 to 2021. No known server
              shows it; see O(config.app_settings.write_unshown).
            type: bool
          on_call_pager:
            description: Group or WhatsApp ID that gets alerts, on clients before
              v2.29.
            type: str
          log_level:
            description: Level of the logs, such as V(info). Newest clients only;
              the list of levels is not documented.
            type: str
          verbose_logging:
            description: Log in more detail. Newest clients only; it is not documented
              whether it can be written.
            type: bool
      media_providers:
        description:
          - Where media are fetched from. The options are those of M(waops.whatsapp.whatsapp_media_provider).
        type: dict
        suboptions:
          providers:
            description: Providers that are to exist, or with O(config.media_providers.providers[].state=absent)
              not to exist.
            type: list
            elements: dict
            required: true
            suboptions:
              name:
                description: Name of the provider, which messages refer to.
                type: str
                required: true
              state:
                description: Whether the provider is to exist.
                type: str
                choices:
                  - present
                  - absent
                default: present
              type:
                description: Kind of provider; there is only one.
                type: str
                choices:
                  - www
                default: www
              config:
                description:
                  - The credentials. Needed to set a provider.
                  - Exactly one of O(config.media_providers.providers[].config.basic)
                    and O(config.media_providers.providers[].config.bearer).
                type: dict
                suboptions:
                  basic:
                    description: User name and password.
                    type: dict
                    suboptions:
                      username:
                        description: The user name.
                        type: str
                        required: true
                      password:
                        description: The password.
                        type: str
                        required: true
                  bearer:
                    description: A bearer token.
                    type: str
          purge:
            description: Whether providers that are not in O(config.media_providers.providers)
              are removed.
            type: bool
            default: false
          write_unshown:
            description:
              - What to do when the only thing that may differ is a credential that
                the server does not show. V(false) leaves the provider as it is and
                warns; V(true) sends it every time, and then reports a change every
                time.
              - When something else about the provider differs, it is sent whole in
                any case.
            type: bool
            default: false
      shards:
        description:
          - The number of shards. The options are those of M(waops.whatsapp.whatsapp_shards).
        type: dict
        suboptions:
          shards:
            description: Number of shards, one of V(1), V(2), V(4), V(8), V(16), V(32).
              More Coreapps than shards must be running.
            type: int
            required: true
          cc:
            description: Country code of the registered number, digits alone. Needed
              for a change.
            type: str
          phone_number:
            description: The registered number without country code and C(+), digits
              alone. Put it in quotes. Needed for a change.
            type: str
          cert:
            description:
              - The number's verified-name certificate, base64. Needed for a change
                on clients from v2.45 on.
              - A wrong certificate logs the set-up off, until the call is made with
                the right one. Meta warns that an expired one gets the account banned.
            type: str
          pin:
            description: The six-digit PIN, when two-step verification is on for the
              number. Put it in quotes.
            type: str
          confirm:
            description: Whether a change is sent. Set it when the number was registered
              less than 7 days ago, or may be disconnected.
            type: bool
            default: false
      two_step:
        description:
          - Two-step verification of the number. The options are those of M(waops.whatsapp.whatsapp_two_step).
        type: dict
        suboptions:
          state:
            description: V(present) sets the PIN. V(absent) turns two-step verification
              off in every run, and reports a change in every run.
            type: str
            choices:
              - present
              - absent
            default: present
          pin:
            description: The PIN, six digits. Put it in quotes. Needed with O(config.two_step.state=present);
              an older PIN is not needed to set a new one.
            type: str
          update_pin:
            description:
              - V(on_create) sends the PIN only when O(config.two_step.newly_registered=true),
                and never to an existing set-up.
              - V(always) sends it in every run, and reports a change in every run.
            type: str
            choices:
              - on_create
              - always
            default: on_create
          newly_registered:
            description:
              - Whether this set-up is new, so that its PIN is still to be set. The
                run usually knows that from the registration.
              - When it is not given, O(config.two_step.update_pin=on_create) sends
                nothing and warns; V(false) does the same without the warning.
            type: bool
      business_profile:
        description:
          - The business profile. The options are those of M(waops.whatsapp.whatsapp_business_profile).
        type: dict
        suboptions:
          address:
            description: Postal address, at most 256 characters.
            type: str
          description:
            description: What the business does, at most 512 characters. Older clients
              take 256.
            type: str
          email:
            description: Mail address, at most 128 characters, or an empty string
              for none.
            type: str
          vertical:
            description:
              - One of V(Automotive), V(Beauty, Spa and Salon), V(Clothing and Apparel),
                V(Education), V(Entertainment), V(Event Planning and Service), V(Finance
                and Banking), V(Food and Grocery), V(Public Service), V(Hotel and
                Lodging), V(Medical and Health), V(Non-profit), V(Professional Services),
                V(Shopping and Retail), V(Travel and Transportation), V(Restaurant),
                V(Other).
              - It can be changed but not emptied again.
            type: str
          websites:
            description: At most two addresses that begin with C(http://) or C(https://),
              at most 256 characters each, in this order.
            type: list
            elements: str
          write_unshown:
            description:
              - What to do with fields that the server does not show. V(false) leaves
                them as they are and warns; V(true) sends them as long as they are
                not shown, and reports a change each time.
            type: bool
            default: false
      business_compliance:
        description:
          - The compliance information of the business. The options are those of M(waops.whatsapp.whatsapp_business_compliance).
        type: dict
        suboptions:
          entity_name:
            description: Name of the legal entity.
            type: str
          entity_type:
            description: Kind of legal entity, such as V(PARTNERSHIP).
            type: str
          entity_type_custom:
            description: Kind of legal entity in own words, where O(config.business_compliance.entity_type)
              does not have it.
            type: str
          is_registered:
            description: Whether the entity is registered.
            type: bool
          customer_care_details:
            description:
              - How customer care is reached, such as C(email), C(landline_number)
                and C(mobile_number).
              - Only the members given are compared; others keep their value. Whole
                numbers are taken as text.
            type: dict
          grievance_officer_details:
            description:
              - Who the grievance officer is, such as C(name), C(email), C(landline_number)
                and C(mobile_number).
              - Only the members given are compared; others keep their value. Whole
                numbers are taken as text.
            type: dict
      profile:
        description:
          - The profile of the number. The options are those of M(waops.whatsapp.whatsapp_profile).
        type: dict
        suboptions:
          about:
            description:
              - The text, 139 characters at most.
              - An instance with several Webapps may show the old text for up to 30
                seconds, so a run that follows that soon may send it again.
            type: str
          photo:
            description:
              - JPEG or PNG file on the machine that runs the module, of less than
                5242880 bytes (5 MB) and at least 192 x 192 pixels. It is checked
                before anything is sent.
              - The server crops it to a square and scales it down to 640 pixels.
                One that is not a square is sent with a warning.
            type: path
          update_photo:
            description:
              - The server returns a thumbnail and never the photo that was sent,
                so whether O(config.profile.photo) is the present one cannot be told.
                This says what happens then.
              - V(on_create) sends it when the number has no photo. A photo that is
                there stays, whatever it shows.
              - V(always) sends it in every run, and reports a change in every run.
            type: str
            choices:
              - on_create
              - always
            default: on_create
          remove_photo:
            description: Remove the photo, if there is one. Meta's reference does
              not name this call; a server without it refuses.
            type: bool
            default: false
      groups:
        description:
          - Groups, on clients that have them. The options are those of M(waops.whatsapp.whatsapp_group).
        type: list
        elements: dict
        suboptions:
          state:
            description:
              - V(present) makes the group when O(config.groups.subject) is given
                alone and no group has it, and keeps what else is given.
              - V(absent) leaves the group; it is unchanged when there is none. The
                server cannot delete a group.
            type: str
            choices:
              - present
              - absent
            default: present
          group_id:
            description:
              - Identifier of the group. It must exist, unless O(config.groups.state=absent).
              - One of O(config.groups.group_id) and O(config.groups.subject) is required.
            type: str
          subject:
            description:
              - Name of the group. Without O(config.groups.group_id) the group is
                found by it, exactly as written; the module fails when several groups
                have it. The server lists identifiers only, so that takes one call
                for each group.
              - With O(config.groups.group_id) it is the wanted name; with O(config.groups.state=absent)
                as well, it is not looked at.
            type: str
          admins:
            description:
              - WhatsApp IDs of all administrators in any order, digits only, without
                the business itself, which stays one. Others are demoted; an empty
                list demotes all.
              - Who has not joined the group cannot be promoted. The module warns,
                lists them in C(not_joined), and promotes them in a run after they
                joined.
            type: list
            elements: str
          remove_participants:
            description:
              - WhatsApp IDs that are not to be in the group, digits only.
              - They can come back by an invite link that they know; see O(config.groups.revoke_invite).
            type: list
            elements: str
          icon:
            description:
              - JPEG file on the machine that runs the module, of less than 5242880
                bytes (5 MB) and at least 192 x 192 pixels. It is checked before anything
                is sent.
              - The server crops it to a square. One that is not a square is sent
                with a warning.
            type: path
          update_icon:
            description:
              - The server returns a thumbnail and never the icon that was sent, so
                whether O(config.groups.icon) is the present one cannot be told. This
                says what happens then.
              - V(on_create) sends it when the group has no icon. An icon that is
                there stays, whatever it shows.
              - V(always) sends it in every run, and reports a change in every run.
            type: str
            choices:
              - on_create
              - always
            default: on_create
          remove_icon:
            description: Remove the icon, if there is one.
            type: bool
            default: false
          revoke_invite:
            description:
              - Revoke the invite link, so that nobody joins by it any more; the group
                gets a new one.
              - This is done, and reported as a change, in every run that finds the
                group. The link of a group that the run makes is new anyway.
            type: bool
            default: false
          return_invite:
            description: Return the invite link. Who has it can join the group, and
              Ansible prints results.
            type: bool
            default: false
  sections:
    description:
      - Names of the sections of O(config) to look at. All that are declared, if not
        given.
      - An empty list only validates O(config), all of it, and sends nothing.
    type: list
    elements: str
    choices:
      - certificate
      - users
      - webhook_ca
      - app_settings
      - media_providers
      - shards
      - two_step
      - business_profile
      - business_compliance
      - profile
      - groups
"""
