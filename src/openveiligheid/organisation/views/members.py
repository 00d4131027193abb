"""Pages on members and invitations, for who manages them, and for who was invited."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openveiligheid.core.access import load
from openveiligheid.core.errors import NotPermitted, Refused
from openveiligheid.core.permissions import Permission
from openveiligheid.organisation import operations, queries
from openveiligheid.organisation.access import (
    MemberRequest,
    choose_municipality,
    confirmed,
    has_account,
    public,
    requires,
)
from openveiligheid.organisation.forms import (
    InvitationForm,
    KnownAccountForm,
    MemberForm,
    NewAccountForm,
)
from openveiligheid.organisation.models import Invitation, Member
from openveiligheid.organisation.presenters import frame, parts
from openveiligheid.ui.submitting import submit

CHANGING = ["GET", "POST"]


@require_safe
@requires(Permission.ORGANISATION_READ)
def members(request: MemberRequest) -> HttpResponse:
    """Everybody with a place here, and who was invited."""
    editable = request.member.may(Permission.MEMBER_MANAGE)
    invited = queries.open_invitations(request.member)
    context = {
        "tabs": frame.tabs("members"),
        "crumbs": frame.crumbs(_("Leden")),
        "table": parts.member_table(queries.members(request.member), editable=editable),
        "invitations": parts.invitation_entries(invited, timezone.now()),
        "may_manage": editable,
    }
    return render(request, "organisation/members.html", context)


@require_http_methods(CHANGING)
@requires(Permission.MEMBER_MANAGE)
@confirmed
def member(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Change a member's function, team and roles."""
    row = load(request.member, Member, pk, Permission.MEMBER_MANAGE)
    form = MemberForm(request.POST or None, instance=row, by=request.member)
    if request.method == "POST":
        done = submit(
            form, lambda: operations.change_member(form.save(commit=False), by=request.member)
        )
        if done:
            messages.success(request, _("%(name)s is gewijzigd.") % {"name": row.label})
            return redirect("organisation:members")
    context = {
        "form": form,
        "row": row,
        "badge": parts.access_badge(row),
        "crumbs": frame.crumbs(row.label, (_("Leden"), "organisation:members")),
    }
    return render(request, "organisation/member.html", context)


@require_POST
@requires(Permission.MEMBER_MANAGE)
@confirmed
def access(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a member's access away, or give it back."""
    row = load(request.member, Member, pk, Permission.MEMBER_MANAGE)
    row.is_active = request.POST.get("access") == "on"
    try:
        operations.change_member(row, by=request.member)
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("organisation:member", pk)
    text = (
        _("%(name)s heeft weer toegang.")
        if row.is_active
        else _("%(name)s heeft geen toegang meer.")
    )
    messages.success(request, text % {"name": row.label})
    return redirect("organisation:members")


@require_http_methods(CHANGING)
@requires(Permission.MEMBER_MANAGE)
@confirmed
def invite(request: MemberRequest) -> HttpResponse:
    """Send somebody an invitation by mail."""
    form = InvitationForm(request.POST or None, by=request.member)
    if request.method == "POST" and (invitation := _invite(request, form)):
        text = _("De uitnodiging is verstuurd naar %(email)s.")
        messages.success(request, text % {"email": invitation.email})
        return redirect("organisation:members")
    context = {
        "form": form,
        "crumbs": frame.crumbs(_("Uitnodigen"), (_("Leden"), "organisation:members")),
    }
    return render(request, "organisation/invite.html", context)


def _invite(request: MemberRequest, form: InvitationForm) -> Invitation | None:
    def link_to(key: str) -> str:
        return request.build_absolute_uri(reverse("organisation:accept", args=[key]))

    return submit(
        form,
        lambda: operations.invite_member(
            form.save(commit=False), link_to=link_to, at=timezone.now(), by=request.member
        ),
    )


@require_POST
@requires(Permission.MEMBER_MANAGE)
def withdraw(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Make an invitation worthless."""
    invitation = load(request.member, Invitation, pk, Permission.MEMBER_MANAGE)
    try:
        operations.withdraw_invitation(invitation, at=timezone.now(), by=request.member)
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("De uitnodiging aan %(email)s is ingetrokken.")
        messages.success(request, text % {"email": invitation.email})
    return redirect("organisation:members")


@require_http_methods(CHANGING)
@sensitive_post_parameters()
@public
def accept(request: HttpRequest, key: str) -> HttpResponse:
    """Become a member by the link of an invitation."""
    invitation = operations.open_invitation(key, at=timezone.now())
    if invitation is None:
        return render(request, "organisation/invitation_closed.html", status=404)
    form = _acceptance(request, invitation)
    if request.method == "POST":
        done = submit(
            form,
            lambda: operations.accept_invitation(
                key, password=form.cleaned_data["password"], at=timezone.now()
            ),
        )
        if done:
            messages.success(
                request,
                _("U bent lid van gemeente %(name)s. Log in om te beginnen.")
                % {"name": done.municipality},
            )
            choose_municipality(request, done.municipality_id)
            return redirect("account_login")
    context = {
        "form": form,
        "invitation": invitation,
        "roles": parts.role_names(invitation.roles),
        "is_known": isinstance(form, KnownAccountForm),
    }
    return render(request, "organisation/accept.html", context)


def _acceptance(request: HttpRequest, invitation: Invitation) -> KnownAccountForm | NewAccountForm:
    if has_account(invitation.email):
        return KnownAccountForm(request.POST or None, request=request, email=invitation.email)
    return NewAccountForm(request.POST or None)
